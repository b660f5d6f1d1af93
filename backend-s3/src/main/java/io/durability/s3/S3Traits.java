package io.durability.s3;

import io.durability.objectstore.ObjectStoreTraits;

/** The limits of S3, as its documentation gives them. */
final class S3Traits {

  private static final long MIB = 1L << 20;

  /** One request may carry 5 GB; a buffer holds less than 2 GiB. */
  private static final long PUT_BYTES_MAX = 1_024 * MIB;

  private static final long PART_BYTES_MIN = 5 * MIB;
  private static final int PARTS_MAX = 10_000;
  private static final int DELETE_KEYS_MAX = 1_000;

  private S3Traits() {}

  static ObjectStoreTraits of(S3Place place, S3Options options) {
    return new ObjectStoreTraits(
        options.survives(place),
        options.ifMatch(),
        PUT_BYTES_MAX,
        PART_BYTES_MIN,
        PUT_BYTES_MAX,
        PARTS_MAX,
        DELETE_KEYS_MAX);
  }
}
