package io.durability.azure;

import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreOptions;
import io.durability.storage.Directory;
import io.durability.storage.DirectoryProvider;
import java.net.URI;
import java.util.Map;

/** Serves {@code azblob://account/container/prefix}: the blobs there whose names begin so. */
public final class AzureDirectoryProvider implements DirectoryProvider {

  /** For {@link java.util.ServiceLoader}. */
  public AzureDirectoryProvider() {}

  @Override
  public String scheme() {
    return AzurePlace.SCHEME;
  }

  /**
   * Opens a directory with a client of its own, as {@link AzureObjectStore#open} does, which lists
   * the options. No request is sent.
   *
   * @throws IllegalArgumentException if the URI or an option is malformed or unknown, or if no
   *     credentials are known
   */
  @Override
  public Directory open(URI uri, Map<String, String> options) {
    return new ObjectStoreDirectory(
        AzureObjectStore.open(uri, options), ObjectStoreOptions.defaults());
  }
}
