package io.durability.storage;

import java.time.Duration;

/**
 * What a directory can do and keeps to. The log reads these and nothing else about the store it is
 * on.
 *
 * @param survives the worst event that everything durable outlives
 * @param rename what rename promises about a crash midway
 * @param versionConditions whether {@link Condition#matches} is enforced; if not, a write that asks
 *     for it fails with {@code UnsupportedException}. {@link Condition#absent} is enforced by all
 * @param readsOnlyDurable whether a reader of an append file sees durable bytes only; on a file
 *     system it also sees what was written and may still be lost
 * @param syncsInFlight how many {@link Appender#sync} may usefully be under way on one appender, at
 *     least 1
 * @param batchAlignment bytes to which batches in an append file are best padded, a power of two of
 *     at least 8; a lost write then never touches what an earlier sync made durable
 * @param appendFileBytesMax the largest append file
 * @param syncsPerAppendFileMax how many syncs one append file takes
 */
public record Traits(
    Survives survives,
    RenameKind rename,
    boolean versionConditions,
    boolean readsOnlyDurable,
    int syncsInFlight,
    int batchAlignment,
    long appendFileBytesMax,
    long syncsPerAppendFileMax) {

  /** The smallest batch alignment, also the alignment of frames. */
  public static final int ALIGNMENT_MIN = 8;

  /** The largest batch alignment. */
  public static final int ALIGNMENT_MAX = 65_536;

  private static final Duration LOOK_HERE = Duration.ofMillis(10);
  private static final Duration LOOK_BY_REQUESTS = Duration.ofSeconds(1);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Traits {
    require(syncsInFlight >= 1, "syncsInFlight", ">= 1", syncsInFlight);
    require(
        batchAlignment >= ALIGNMENT_MIN
            && batchAlignment <= ALIGNMENT_MAX
            && Integer.bitCount(batchAlignment) == 1,
        "batchAlignment",
        "a power of two from 8 to 65536",
        batchAlignment);
    require(appendFileBytesMax > 0, "appendFileBytesMax", "> 0", appendFileBytesMax);
    require(syncsPerAppendFileMax > 0, "syncsPerAppendFileMax", "> 0", syncsPerAppendFileMax);
  }

  /**
   * Returns how long a reader that waits for more rests between two looks: 10 ms, but 1 s where the
   * store is one of objects, which has no rename in one step and takes several syncs at a time. A
   * look there is a few requests that somebody pays for.
   */
  public Duration lookInterval() {
    boolean objects = rename == RenameKind.DESTINATION_ATOMIC || syncsInFlight > 1;
    return objects ? LOOK_BY_REQUESTS : LOOK_HERE;
  }

  private static void require(boolean holds, String name, String expected, long found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "trait out of range [" + name + ", expected=" + expected + ", found=" + found + "]");
    }
  }
}
