package io.durability.s3;

import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreOptions;
import io.durability.storage.Directory;
import io.durability.storage.DirectoryProvider;
import java.net.URI;
import java.util.Map;

/** Serves {@code s3://bucket/prefix}: the objects of that bucket whose keys begin so. */
public final class S3DirectoryProvider implements DirectoryProvider {

  /** For {@link java.util.ServiceLoader}. */
  public S3DirectoryProvider() {}

  @Override
  public String scheme() {
    return S3Place.SCHEME;
  }

  /**
   * Opens a directory with a client of its own, as {@link S3ObjectStore#open} does, which lists the
   * options. No request is sent.
   *
   * @throws IllegalArgumentException if the URI or an option is malformed or unknown, or if no
   *     region is known
   */
  @Override
  public Directory open(URI uri, Map<String, String> options) {
    return new ObjectStoreDirectory(
        S3ObjectStore.open(uri, options), ObjectStoreOptions.defaults());
  }
}
