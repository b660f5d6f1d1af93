package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.Pending;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;

/** The names of a log's files, and what listings of them tell. */
final class LogFiles {

  static final String SEGMENT_PREFIX = "wal/";
  static final String CHECKPOINT_PREFIX = "checkpoints/";
  static final String FRONTIER_PREFIX = "frontier/";

  /** The frontier that stands while a log is copied to a place, above every segment. */
  static final long UNFINISHED_COPY = Long.MAX_VALUE;

  private static final String SEGMENT_SUFFIX = ".wal";
  private static final String CHECKPOINT_SUFFIX = ".ckpt";
  private static final int DIGITS = 20;
  private static final String ZEROS = "0".repeat(DIGITS);

  /** How often a frontier is listed that does not come to rest. */
  private static final int LOOKS_MAX = 16;

  private static final Pattern OWN_CHECKPOINT =
      Pattern.compile("checkpoints/[0-9]{20}-[0-9a-f]{32}-[0-9a-f]{16}\\.ckpt");

  private LogFiles() {}

  static FileName segment(long number) {
    return FileName.of(SEGMENT_PREFIX + digits(number) + SEGMENT_SUFFIX);
  }

  static FileName frontier(long number) {
    return FileName.of(FRONTIER_PREFIX + digits(number));
  }

  static FileName checkpoint(long lastId, UUID writerId, long random) {
    HexFormat hex = HexFormat.of();
    String writer =
        hex.toHexDigits(writerId.getMostSignificantBits())
            + hex.toHexDigits(writerId.getLeastSignificantBits());
    return FileName.of(
        CHECKPOINT_PREFIX
            + digits(lastId)
            + '-'
            + writer
            + '-'
            + hex.toHexDigits(random)
            + CHECKPOINT_SUFFIX);
  }

  /** Returns the checkpoints that may be deleted by us, if nothing needs them. */
  static List<FileName> listOwnCheckpoints(Directory directory) throws DurabilityException {
    return ownCheckpoints(directory.list(CHECKPOINT_PREFIX));
  }

  /** Begins a listing of what may be checkpoints. */
  static Pending<List<FileInfo>> beginCheckpoints(Directory directory) {
    return directory.beginList(CHECKPOINT_PREFIX);
  }

  /** Returns those of a listing that are our own checkpoints. */
  static List<FileName> ownCheckpoints(List<FileInfo> listed) {
    return listed.stream()
        .map(FileInfo::name)
        .filter(name -> ownCheckpoint(name).isPresent())
        .toList();
  }

  /**
   * Returns the last id that stands in the name of a checkpoint, or empty if the name was not
   * chosen by us: only files with such a name may be deleted by us.
   */
  static OptionalLong ownCheckpoint(FileName name) {
    if (!OWN_CHECKPOINT.matcher(name.value()).matches()) {
      return OptionalLong.empty();
    }
    int from = CHECKPOINT_PREFIX.length();
    String digits = name.value().substring(from, from + DIGITS);
    try {
      return OptionalLong.of(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      // Beyond every id: we wrote no such name.
      return OptionalLong.empty();
    }
  }

  /** Tells whether a file of this name would be taken for one that the log made. */
  static boolean isReserved(FileName name) {
    return name.value().startsWith(SEGMENT_PREFIX)
        || name.value().startsWith(FRONTIER_PREFIX)
        || OWN_CHECKPOINT.matcher(name.value()).matches();
  }

  /**
   * Makes sure that a name is in none of a log's folders.
   *
   * @throws IllegalArgumentException if it is
   */
  static void requireForeign(FileName name) {
    for (String folder : List.of(SEGMENT_PREFIX, CHECKPOINT_PREFIX, FRONTIER_PREFIX)) {
      if (name.value().startsWith(folder)) {
        throw new IllegalArgumentException(
            "name is in a folder of a log [expected=not under " + folder + ", found=" + name + "]");
      }
    }
  }

  /**
   * Lists the segments from a number on, with whatever other files are among them. A store keeps
   * the names of deleted segments in its listings, so those below the frontier are not asked for.
   */
  static List<FileInfo> listSegmentFiles(Directory directory, long from)
      throws DurabilityException {
    return directory.list(SEGMENT_PREFIX, from > 1 ? segment(from - 1).value() : "");
  }

  /** Returns the numbers of the segments from one on, ascending; others are not ours. */
  static List<Long> listSegments(Directory directory, long from) throws DurabilityException {
    List<Long> numbers = new ArrayList<>();
    for (FileInfo file : listSegmentFiles(directory, from)) {
      segmentNumber(file.name()).ifPresent(numbers::add);
    }
    return numbers;
  }

  /** Returns the number of a segment's file, or empty if the file is not one. */
  static OptionalLong segmentNumber(FileName name) {
    return number(name.value(), SEGMENT_PREFIX, SEGMENT_SUFFIX);
  }

  /** Returns the numbers of all frontier files, ascending. */
  static List<Long> listFrontiers(Directory directory) throws DurabilityException {
    List<Long> numbers = new ArrayList<>();
    for (FileInfo file : directory.list(FRONTIER_PREFIX)) {
      number(file.name().value(), FRONTIER_PREFIX, "").ifPresent(numbers::add);
    }
    return numbers;
  }

  /** Returns the number below which segments may be gone, 0 if none was ever truncated. */
  static long frontier(Directory directory) throws DurabilityException {
    return greatest(listFrontiers(directory));
  }

  private static long greatest(List<Long> ascending) {
    return ascending.isEmpty() ? 0 : ascending.get(ascending.size() - 1);
  }

  /**
   * Returns the frontier where it decides whether something is missing or was truncated. A listing
   * of a folder that changes meanwhile may show neither the name that goes nor the one that comes
   * in its place, so what two listings in a row show alike counts: what a first one misses is gone
   * by the second, which shows another, or nothing; and then a third.
   */
  static long frontierNow(Directory directory) throws DurabilityException {
    List<Long> shown = listFrontiers(directory);
    long greatest = greatest(shown);
    int alike = 0;
    for (int look = 0; look < LOOKS_MAX && alike < (shown.isEmpty() ? 2 : 1); look++) {
      List<Long> again = listFrontiers(directory);
      alike = again.equals(shown) ? alike + 1 : 0;
      shown = again;
      // Whatever was shown is true for ever: a frontier never goes back.
      greatest = Math.max(greatest, greatest(again));
    }
    return greatest;
  }

  private static OptionalLong number(String name, String prefix, String suffix) {
    int end = prefix.length() + DIGITS;
    if (name.length() != end + suffix.length() || !name.endsWith(suffix)) {
      return OptionalLong.empty();
    }
    long number = 0;
    for (int at = prefix.length(); at < end; at++) {
      int digit = name.charAt(at) - '0';
      if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
        return OptionalLong.empty();
      }
      number = number * 10 + digit;
    }
    return number == 0 ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /** Returns a number in all its digits: as often as a segment is opened, so without a format. */
  private static String digits(long number) {
    String digits = Long.toString(number);
    return ZEROS.substring(digits.length()) + digits;
  }
}
