package io.durability.fs;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The settings of an {@link FsDirectory}.
 *
 * @param allowNetworkFileSystem whether the root may lie on a file system whose locks and forces
 *     depend on a server
 * @param spareFiles how many deleted append files are kept for the next ones
 */
record FsOptions(boolean allowNetworkFileSystem, int spareFiles) {

  static final String ALLOW_NETWORK_FILE_SYSTEM = "allowNetworkFileSystem";
  static final String SPARE_FILES = "spareFiles";

  private static final List<String> NAMES = List.of(ALLOW_NETWORK_FILE_SYSTEM, SPARE_FILES);

  /** Most logs delete fewer full segments at a time. */
  private static final int SPARE_FILES_USUAL = 4;

  private static final int SPARE_FILES_MAX = 16;

  /** The settings that hold when none is given. */
  static final FsOptions DEFAULTS = new FsOptions(false, SPARE_FILES_USUAL);

  /**
   * Reads settings by name.
   *
   * @throws IllegalArgumentException if a name is unknown or a value malformed
   */
  static FsOptions parse(Map<String, String> options) {
    TreeSet<String> unknown = new TreeSet<>(options.keySet());
    NAMES.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "option unknown [expected=" + String.join(" or ", NAMES) + ", found=" + unknown + "]");
    }
    return new FsOptions(flag(ALLOW_NETWORK_FILE_SYSTEM, options), spareFiles(options));
  }

  private static boolean flag(String name, Map<String, String> options) {
    String value = options.getOrDefault(name, "false");
    if (!value.equals("true") && !value.equals("false")) {
      throw malformed(name, "true or false", value);
    }
    return value.equals("true");
  }

  private static int spareFiles(Map<String, String> options) {
    String value = options.get(SPARE_FILES);
    if (value == null) {
      return SPARE_FILES_USUAL;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= 0 && number <= SPARE_FILES_MAX) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw malformed(SPARE_FILES, "0 to " + SPARE_FILES_MAX, value);
  }

  private static IllegalArgumentException malformed(String name, String expected, String found) {
    return new IllegalArgumentException(
        "option malformed [" + name + ", expected=" + expected + ", found=" + found + "]");
  }
}
