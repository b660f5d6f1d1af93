package io.durability.testkit.disk;

/** What an inode holds, at one moment. Immutable. */
sealed interface Node permits FileContent, FolderContent {

  /** Spreads a number over 64 bits. */
  static long mix(long value) {
    long mixed = (value ^ (value >>> 32)) * 0xD6E8FEB86659FD93L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    return mixed ^ (mixed >>> 32);
  }
}
