package io.durability.testkit;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/**
 * One thing done to the files of a log. Small, because there are hundreds of thousands: the damaged
 * files are made when they are asked for.
 *
 * @param file what is damaged
 * @param at a byte of it, where that matters
 * @param value a bit, a word, or a variant
 * @param other another file, where one takes part
 */
record Damage(Kind kind, String file, int at, int value, String other) {

  /** What is done. */
  enum Kind {
    /** The file ends at the byte. */
    CUT,
    /** A bit of the byte changes. */
    FLIP,
    /** Zeros from the byte to the end. */
    ZERO,
    /** Random bytes from the byte to the end. */
    GARBAGE,
    /** Four bytes become a number, such as a length of 2 GiB. */
    WORD,
    /** Four bytes become a number, and the checksum of the header they are in fits. */
    FORGED_WORD,
    /** Zeros from the byte, where a frame begins, to where the next block does. */
    HOLE,
    /** A sector in flight at the crash was lost: zeros, or what was there before. */
    SECTORS,
    /** The file is gone. */
    DELETE,
    /** Two files have each other's content. */
    SWAP,
    /** A file has the content of another. */
    COPY,
    /** The file says that it is of this version, and its checksum fits. */
    VERSION,
    /** Something else is there instead. */
    FOREIGN,
    /** A file is there that does not belong. */
    EXTRA,
    /** A file that was truncated is there again; with value 1 the frontier is gone. */
    BACK
  }

  static Damage cut(String file, int at) {
    return new Damage(Kind.CUT, file, at, 0, "");
  }

  static Damage flip(String file, int at, int bit) {
    return new Damage(Kind.FLIP, file, at, bit, "");
  }

  static Damage of(Kind kind, String file, int at, int value) {
    return new Damage(kind, file, at, value, "");
  }

  static Damage of(Kind kind, String file, String other) {
    return new Damage(kind, file, 0, 0, other);
  }

  /** Names the case, so that it can be run alone. */
  String id(Specimen specimen) {
    return specimen.name() + ":" + kind + ":" + file + "@" + at + "=" + value + ":" + other;
  }

  /** Returns the files of a log with this damage; the specimen is not changed. */
  NavigableMap<String, byte[]> apply(Specimen specimen) {
    NavigableMap<String, byte[]> files = new TreeMap<>(specimen.files());
    byte[] bytes = files.get(file);
    switch (kind) {
      case CUT -> files.put(file, Arrays.copyOf(bytes, at));
      case FLIP -> {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) (1 << value);
        files.put(file, copy);
      }
      case ZERO -> {
        byte[] copy = bytes.clone();
        Arrays.fill(copy, at, copy.length, (byte) 0);
        files.put(file, copy);
      }
      case HOLE -> {
        byte[] copy = bytes.clone();
        int block = LogBytes.roundUp(at + 1, specimen.alignment());
        Arrays.fill(copy, at, Math.min(block, copy.length), (byte) 0);
        files.put(file, copy);
      }
      case GARBAGE -> files.put(file, overwrite(bytes, at, bytes.length, at));
      case WORD -> {
        byte[] copy = bytes.clone();
        LogBytes.buffer(copy).putInt(at, value);
        files.put(file, copy);
      }
      case FORGED_WORD -> files.put(file, ForeignBytes.forged(bytes, at, value));
      case SECTORS -> files.put(file, loseSectors(specimen, bytes));
      case DELETE -> files.remove(file);
      case SWAP -> {
        files.put(file, files.get(other));
        files.put(other, bytes);
      }
      case COPY -> files.put(file, files.get(other));
      case VERSION -> files.put(file, LogBytes.withVersion(bytes, value));
      case FOREIGN -> files.put(file, ForeignBytes.inPlaceOf(bytes, other));
      case EXTRA -> files.put(file, ForeignBytes.extra(other));
      case BACK -> bringBack(files, specimen);
    }
    return files;
  }

  private void bringBack(NavigableMap<String, byte[]> files, Specimen specimen) {
    specimen
        .truncated()
        .forEach(
            (name, bytes) -> {
              if (file.equals("all") || file.equals(name)) {
                files.put(name, bytes);
              }
            });
    if (value == 1) {
      files.keySet().removeIf(name -> name.startsWith(Specimen.FRONTIER));
    }
  }

  /** Loses a random choice of the sectors from a byte on; the seed is the value. */
  private byte[] loseSectors(Specimen specimen, byte[] bytes) {
    int sector = specimen.alignment() == Specimens.DISK ? 512 : specimen.alignment();
    Random random = new Random(value);
    byte[] copy = bytes.clone();
    boolean garbage = value % 4 == 3;
    int odds = 2 + value % 15;
    for (int from = at; from < copy.length; from += sector) {
      int to = Math.min(from + sector, copy.length);
      if (random.nextInt(odds) == 0) {
        if (garbage) {
          copy = overwrite(copy, from, to, value);
        } else {
          Arrays.fill(copy, from, to, (byte) 0);
        }
      }
    }
    return copy;
  }

  private static byte[] overwrite(byte[] bytes, int from, int to, long seed) {
    byte[] copy = bytes.clone();
    byte[] garbage = new byte[to - from];
    new Random(seed).nextBytes(garbage);
    System.arraycopy(garbage, 0, copy, from, garbage.length);
    return copy;
  }
}
