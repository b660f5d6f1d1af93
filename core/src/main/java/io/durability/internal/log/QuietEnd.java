package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.internal.format.Frames;

/**
 * Remembers the end of a segment behind which nothing was found, so that a reader that looks there
 * again and again need not search each time: what lies behind may be a whole segment long.
 */
final class QuietEnd {

  /** After how many looks at an end that has not changed it is searched behind again. */
  private static final int LOOKS_MAX = 64;

  /** What stood at the end that was searched in vain. */
  private long searchedFor;

  private int looks;

  /** Tells whether the end is as it was when it was searched in vain, and not too often since. */
  boolean isQuiet(long fingerprint) {
    return fingerprint == searchedFor && looks++ < LOOKS_MAX;
  }

  /** Nothing was found behind an end. */
  void searchedInVain(long fingerprint) {
    searchedFor = fingerprint;
    looks = 0;
  }

  /**
   * Returns a number for what stands at a place: another one, in all likelihood, once it changes.
   *
   * @param limit where the file ends
   */
  static long fingerprint(Window window, long place, long limit) throws DurabilityException {
    int length = (int) Math.min(Frames.HEADER_BYTES, limit - place);
    int at = window.at(place, length);
    long fingerprint = 31 * place + limit;
    for (int i = 0; i < length; i++) {
      fingerprint = 31 * fingerprint + window.bytes().get(at + i);
    }
    return fingerprint;
  }
}
