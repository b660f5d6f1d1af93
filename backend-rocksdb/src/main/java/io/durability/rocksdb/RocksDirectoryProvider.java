package io.durability.rocksdb;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.storage.Directory;
import io.durability.storage.DirectoryProvider;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** Serves {@code rocksdb:///path}: the RocksDB database in the local folder of that path. */
public final class RocksDirectoryProvider implements DirectoryProvider {

  static final String SCHEME = "rocksdb";

  /** For {@link java.util.ServiceLoader}. */
  public RocksDirectoryProvider() {}

  @Override
  public String scheme() {
    return SCHEME;
  }

  /**
   * Opens the database that the URI names, as {@link RocksDirectory#open(Path, Map)} does.
   *
   * @throws IllegalArgumentException if the URI has a host, query or fragment, or no absolute path,
   *     or if an option is unknown or malformed
   * @throws io.durability.errors.UnsupportedException if RocksDB cannot be loaded on this platform
   */
  @Override
  public Directory open(URI uri, Map<String, String> options) throws DurabilityException {
    Path folder = path(uri);
    // Before the class that is linked with RocksDB's: its jar may be missing, too.
    NativeLibrary.load(Location.of(SCHEME + ":" + folder));
    return RocksDirectory.open(folder, options);
  }

  private static Path path(URI uri) {
    if (!SCHEME.equalsIgnoreCase(uri.getScheme())) {
      throw malformed("scheme " + uri.getScheme());
    }
    if (uri.isOpaque()) {
      throw malformed("a relative path");
    }
    if (uri.getRawAuthority() != null) {
      // Only the host is shown: an authority may hold a password.
      throw malformed(
          uri.getHost() == null ? "an authority before the path" : "host " + uri.getHost());
    }
    if (uri.getRawQuery() != null) {
      throw malformed("a query; options go into the map");
    }
    if (uri.getRawFragment() != null) {
      throw malformed("a fragment; the column family is an option");
    }
    String path = uri.getPath();
    if (path == null || path.isEmpty()) {
      throw malformed("no path");
    }
    return Path.of(path);
  }

  private static IllegalArgumentException malformed(String found) {
    return new IllegalArgumentException(
        "rocksdb URI malformed [expected=rocksdb:///absolute/path, found=" + found + "]");
  }
}
