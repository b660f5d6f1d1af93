package io.durability.storage;

import java.util.Objects;

/**
 * The logical name of a file in a {@link Directory}: segments of {@code [A-Za-z0-9._-]} separated
 * by {@code /}, none of them empty, {@code .} or {@code ..}, each at most 255 bytes, at most 1,024
 * bytes in all. The same rule holds on every backend, so a name that is good on one is good on all.
 *
 * @param value the whole name
 */
public record FileName(String value) implements Comparable<FileName> {

  /** The longest name, in bytes. */
  public static final int LENGTH_MAX = 1024;

  /** The longest segment of a name, in bytes. */
  public static final int SEGMENT_LENGTH_MAX = 255;

  /** How much of a malformed name a message shows. */
  private static final int SHOWN_MAX = 80;

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if the name breaks the rule; the message says where
   */
  public FileName {
    Objects.requireNonNull(value, "name");
    check(value, value);
  }

  /**
   * Returns the name with this value.
   *
   * @throws IllegalArgumentException if the name breaks the rule
   */
  public static FileName of(String value) {
    return new FileName(value);
  }

  /**
   * Checks a listing prefix: the beginning of some valid name, or empty.
   *
   * @return the prefix
   * @throws IllegalArgumentException if no valid name begins so
   */
  public static String checkPrefix(String prefix) {
    if (!prefix.isEmpty()) {
      boolean open = prefix.endsWith("/");
      if (!open) {
        // A prefix may stop inside a segment, after dots that some longer segment could begin with.
        String last = prefix.substring(prefix.lastIndexOf('/') + 1);
        open = last.equals(".") || last.equals("..");
      }
      check(open ? prefix + "x" : prefix, prefix);
    }
    return prefix;
  }

  /** Checks a name; messages show what the caller gave. */
  private static void check(String name, String given) {
    if (name.length() > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "file name too long [expected<=" + LENGTH_MAX + ", found=" + name.length() + "]");
    }
    int start = 0;
    while (start <= name.length()) {
      int slash = name.indexOf('/', start);
      int end = slash < 0 ? name.length() : slash;
      checkSegment(name, start, end, given);
      start = end + 1;
    }
  }

  private static void checkSegment(String name, int start, int end, String given) {
    int length = end - start;
    if (length == 0 || isDots(name, start, length)) {
      throw invalid(given, start, "a segment other than '', '.' and '..'");
    }
    if (length > SEGMENT_LENGTH_MAX) {
      throw invalid(given, start, "a segment of at most " + SEGMENT_LENGTH_MAX + " bytes");
    }
    for (int at = start; at < end; at++) {
      if (!isAllowed(name.charAt(at))) {
        throw invalid(given, at, "one of A-Z a-z 0-9 . _ -");
      }
    }
  }

  private static boolean isDots(String name, int start, int length) {
    return (length == 1 && name.charAt(start) == '.')
        || (length == 2 && name.charAt(start) == '.' && name.charAt(start + 1) == '.');
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }

  private static IllegalArgumentException invalid(String name, int at, String expected) {
    StringBuilder shown = new StringBuilder();
    name.chars()
        .limit(SHOWN_MAX)
        .forEach(
            c -> {
              if (c >= ' ' && c < 127) {
                shown.append((char) c);
              } else {
                shown.append(String.format("\\u%04x", c));
              }
            });
    if (name.length() > SHOWN_MAX) {
      shown.append("...");
    }
    return new IllegalArgumentException(
        "invalid file name [name=" + shown + ", position=" + at + ", expected=" + expected + "]");
  }

  @Override
  public int compareTo(FileName other) {
    return value.compareTo(other.value);
  }

  /** Returns the whole name. */
  @Override
  public String toString() {
    return value;
  }
}
