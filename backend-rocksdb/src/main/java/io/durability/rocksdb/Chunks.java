package io.durability.rocksdb;

import java.nio.ByteBuffer;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Reads the bytes of a file out of its chunks, which are of any length and leave no gap. */
final class Chunks {

  /** The longest chunk: a read of a few bytes fetches one whole. */
  static final int BYTES_MAX = 1 << 16;

  private Chunks() {}

  /**
   * Fills a buffer with the bytes of a file from a position on.
   *
   * @return whether all of them were there; if not, the buffer is as it was, but for its content
   */
  static boolean read(KeyStore store, long fileId, long position, ByteBuffer target)
      throws RocksDBException {
    ByteBuffer rest = target.duplicate();
    long at = position;
    try (RocksIterator chunks = store.iterator()) {
      chunks.seekForPrev(Keys.chunk(fileId, at));
      while (rest.hasRemaining()) {
        if (!chunks.isValid()) {
          chunks.status();
          return false;
        }
        byte[] key = chunks.key();
        if (!Keys.isChunk(key) || Keys.fileIdOf(key) != fileId) {
          return false;
        }
        byte[] bytes = chunks.value();
        long skipped = at - Keys.offsetOf(key);
        if (skipped < 0 || skipped >= bytes.length) {
          return false;
        }
        int count = (int) Math.min(rest.remaining(), bytes.length - skipped);
        rest.put(bytes, (int) skipped, count);
        at += count;
        chunks.next();
      }
    }
    target.position(target.limit());
    return true;
  }

  /** Returns where the chunk begins that holds the byte before a position, or the position. */
  static long beginOf(KeyStore store, long fileId, long position) throws RocksDBException {
    try (RocksIterator chunks = store.iterator()) {
      chunks.seekForPrev(Keys.chunk(fileId, position - 1));
      chunks.status();
      boolean found =
          position > 0
              && chunks.isValid()
              && Keys.isChunk(chunks.key())
              && Keys.fileIdOf(chunks.key()) == fileId;
      return found ? Keys.offsetOf(chunks.key()) : position;
    }
  }
}
