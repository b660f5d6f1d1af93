package io.durability.fs;

import java.util.Map;
import java.util.TreeSet;

/**
 * The settings of an {@link FsDirectory}.
 *
 * @param allowNetworkFileSystem whether the root may lie on a file system whose locks and forces
 *     depend on a server
 */
record FsOptions(boolean allowNetworkFileSystem) {

  static final String ALLOW_NETWORK_FILE_SYSTEM = "allowNetworkFileSystem";

  /** The settings that hold when none is given. */
  static final FsOptions DEFAULTS = new FsOptions(false);

  /**
   * Reads settings by name.
   *
   * @throws IllegalArgumentException if a name is unknown or a value malformed
   */
  static FsOptions parse(Map<String, String> options) {
    TreeSet<String> unknown = new TreeSet<>(options.keySet());
    unknown.remove(ALLOW_NETWORK_FILE_SYSTEM);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "option unknown [expected=" + ALLOW_NETWORK_FILE_SYSTEM + ", found=" + unknown + "]");
    }
    return new FsOptions(flag(ALLOW_NETWORK_FILE_SYSTEM, options));
  }

  private static boolean flag(String name, Map<String, String> options) {
    String value = options.getOrDefault(name, "false");
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException(
          "option malformed [" + name + ", expected=true or false, found=" + value + "]");
    }
    return value.equals("true");
  }
}
