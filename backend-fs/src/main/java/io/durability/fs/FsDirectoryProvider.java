package io.durability.fs;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.storage.DirectoryProvider;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** Serves {@code file:///path}: the local folder of that path. */
public final class FsDirectoryProvider implements DirectoryProvider {

  private static final String SCHEME = "file";

  /** For {@link java.util.ServiceLoader}. */
  public FsDirectoryProvider() {}

  @Override
  public String scheme() {
    return SCHEME;
  }

  /**
   * Opens the folder that the URI names, as {@link FsDirectory#open(Path, Map)} does.
   *
   * @throws IllegalArgumentException if the URI has a host, query or fragment, or no absolute path,
   *     or if an option is unknown or malformed
   */
  @Override
  public Directory open(URI uri, Map<String, String> options) throws DurabilityException {
    return FsDirectory.open(path(uri), options);
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
      throw malformed("a fragment");
    }
    String path = uri.getPath();
    if (path == null || path.isEmpty()) {
      throw malformed("no path");
    }
    return Path.of(path);
  }

  private static IllegalArgumentException malformed(String found) {
    return new IllegalArgumentException(
        "file URI malformed [expected=file:///absolute/path, found=" + found + "]");
  }
}
