package io.durability.storage;

import java.net.URI;
import java.util.Map;

/** Serves {@code memory:name}: the directory of that name in this JVM. */
public final class MemoryDirectoryProvider implements DirectoryProvider {

  /** For {@link java.util.ServiceLoader}. */
  public MemoryDirectoryProvider() {}

  @Override
  public String scheme() {
    return "memory";
  }

  @Override
  public Directory open(URI uri, Map<String, String> options) {
    String name = uri.getSchemeSpecificPart();
    if (!uri.isOpaque() || uri.getFragment() != null || !name.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          "memory URI malformed [expected=memory:name with letters, digits, '.', '_' and '-', found="
              + Directories.withoutSecrets(uri)
              + "]");
    }
    if (!options.isEmpty()) {
      throw new IllegalArgumentException(
          "option unknown [expected=none, found=" + options.keySet() + "]");
    }
    return MemoryDirectory.named(name);
  }
}
