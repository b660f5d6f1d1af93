package io.durability.azure;

import io.durability.objectstore.ObjectStoreTraits;
import io.durability.storage.Survives;

/** The limits of block blobs, as Azure's documentation gives them. */
final class AzureTraits {

  private static final long MIB = 1L << 20;

  /** One request may carry 5,000 MiB, a block 4,000 MiB; a buffer holds less than 2 GiB. */
  private static final long PUT_BYTES_MAX = 1_024 * MIB;

  /** Azure asks for no least size; a smaller part is not worth its request. */
  private static final long PART_BYTES_MIN = MIB / 16;

  private static final int PARTS_MAX = 50_000;

  /** Each is a request of its own; see docs/adr/0008-azure-block-blobs.md. */
  private static final int DELETE_KEYS_MAX = 256;

  private AzureTraits() {}

  static ObjectStoreTraits of(Survives survives) {
    return new ObjectStoreTraits(
        survives, true, PUT_BYTES_MAX, PART_BYTES_MIN, PUT_BYTES_MAX, PARTS_MAX, DELETE_KEYS_MAX);
  }
}
