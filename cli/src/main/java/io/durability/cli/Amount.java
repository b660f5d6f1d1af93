package io.durability.cli;

import java.util.Locale;

/** Numbers as people read them; the same in every locale. */
final class Amount {

  private Amount() {}

  static String of(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Returns a count with its noun, such as {@code 1 entry} or {@code 2,000 entries}. */
  static String of(long count, String one, String more) {
    return of(count) + " " + (count == 1 ? one : more);
  }

  static String bytes(long count) {
    return of(count, "byte", "bytes");
  }

  /** Returns an id, offset or number, or a question mark for what is not known. */
  static String known(long number) {
    return number < 0 ? "?" : of(number);
  }
}
