package com.example.onefile;

import io.durability.storage.Directory;
import io.durability.storage.DirectoryProvider;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

// BACKENDS: begin provider
/** Serves {@code onefile:///data/orders.db}. */
public final class OneFileProvider implements DirectoryProvider {

  /** For {@link java.util.ServiceLoader}. */
  public OneFileProvider() {}

  @Override
  public String scheme() {
    return "onefile";
  }

  @Override
  public Directory open(URI uri, Map<String, String> options) {
    String path = uri.getPath();
    if (uri.isOpaque() || path == null || path.isEmpty() || uri.getAuthority() != null) {
      // Without the URI: it may hold a secret by mistake.
      throw new IllegalArgumentException(
          "onefile URI malformed [expected=onefile:///path/to/file]");
    }
    if (!options.isEmpty()) {
      throw new IllegalArgumentException(
          "option unknown [expected=none, found=" + options.keySet() + "]");
    }
    return new OneFileDirectory(Path.of(path));
  }
}
// BACKENDS: end provider
