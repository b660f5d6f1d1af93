package io.durability.objectstore;

import io.durability.storage.FileName;
import java.util.Locale;
import java.util.Optional;

/** The keys of a directory's objects; docs/FORMAT.md shows them. */
final class Keys {

  /** The longest name of a file: the longest key less what stands around the name in it. */
  static final int NAME_BYTES_MAX = 1_024 - "a/".length() - "/end-".length() - 20;

  static final String WHOLE_ROOT = "f/";
  static final String APPEND_ROOT = "a/";

  /** Says that the store was seen to enforce creation if absent, and matches of versions. */
  static final String PROBE_MARKER = "p/conditions-1";

  /** Says that the store was seen to enforce creation if absent; matches were not tried. */
  static final String PROBE_MARKER_ABSENT = "p/absent-1";

  static final String PROBE_PREFIX = "p/try-";

  static final int INDEX_DIGITS = 10;
  static final String END_PREFIX = "end-";
  static final int END_DIGITS = 20;

  private Keys() {}

  static String whole(FileName name) {
    return WHOLE_ROOT + name;
  }

  /** Returns what all keys of an append file begin with. */
  static String folder(FileName name) {
    return APPEND_ROOT + name + "/";
  }

  static String chunk(FileName name, long index) {
    return folder(name) + String.format(Locale.ROOT, "%0" + INDEX_DIGITS + "d", index);
  }

  static String endMark(FileName name, long end) {
    return folder(name) + END_PREFIX + String.format(Locale.ROOT, "%0" + END_DIGITS + "d", end);
  }

  /**
   * Returns the file that a key belongs to, or what the names of files begin with if it is the
   * beginning of keys. Empty for all files, and for keys of the place itself.
   */
  static Optional<String> file(String key) {
    if (!key.startsWith(WHOLE_ROOT) && !key.startsWith(APPEND_ROOT)) {
      return Optional.empty();
    }
    String name = key.substring(WHOLE_ROOT.length());
    int slash = name.lastIndexOf('/');
    boolean isPart =
        key.startsWith(APPEND_ROOT)
            && slash > 0
            && (number(name, slash + 1, INDEX_DIGITS) >= 0
                || name.startsWith(END_PREFIX, slash + 1));
    String file = isPart ? name.substring(0, slash) : name;
    return file.isEmpty() ? Optional.empty() : Optional.of(file);
  }

  /**
   * Checks a name's length.
   *
   * @throws IllegalArgumentException if its keys would be too long
   */
  static void check(FileName name) {
    if (name.value().length() > NAME_BYTES_MAX) {
      throw new IllegalArgumentException(
          "file name too long for an object store [expected<="
              + NAME_BYTES_MAX
              + ", found="
              + name.value().length()
              + "]");
    }
  }

  /**
   * Returns the number that stands as digits at the end of a key.
   *
   * @param digits how many; all that is behind {@code from}
   * @return -1 if anything else stands there
   */
  static long number(String key, int from, int digits) {
    if (key.length() - from != digits) {
      return -1;
    }
    long number = 0;
    for (int at = from; at < key.length(); at++) {
      int digit = key.charAt(at) - '0';
      if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
