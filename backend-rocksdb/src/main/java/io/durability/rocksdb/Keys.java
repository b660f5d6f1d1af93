package io.durability.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.durability.storage.FileName;
import java.nio.ByteBuffer;

/**
 * The keys of the column family. Three kinds, told by the first byte:
 *
 * <pre>
 *   'i'                                 the version of this layout and the next unused file id
 *   'n' name                            what is known of the file of that name
 *   'c' file id (8) offset (8)          the bytes of a file from that offset on
 * </pre>
 *
 * <p>Numbers are big-endian and never negative, so that RocksDB's order of bytes is theirs; names
 * are ASCII, so that it is their order too. A file id is used once, so a chunk belongs to one
 * content for ever, and whatever chunks have an id that no name leads to are garbage.
 */
final class Keys {

  static final byte[] LAYOUT = {'i'};

  private static final byte NAME = 'n';
  private static final byte CHUNK = 'c';

  /** The length of a chunk's key. */
  static final int CHUNK_KEY_BYTES = 1 + Long.BYTES + Long.BYTES;

  private Keys() {}

  static byte[] name(FileName name) {
    return name(name.value());
  }

  /** Returns the key of a name or of the beginning of one. */
  static byte[] name(String name) {
    byte[] value = name.getBytes(US_ASCII);
    byte[] key = new byte[1 + value.length];
    key[0] = NAME;
    System.arraycopy(value, 0, key, 1, value.length);
    return key;
  }

  static boolean isName(byte[] key) {
    return key[0] == NAME;
  }

  static String nameOf(byte[] key) {
    return new String(key, 1, key.length - 1, US_ASCII);
  }

  static byte[] chunk(long fileId, long offset) {
    byte[] key = new byte[CHUNK_KEY_BYTES];
    ByteBuffer.wrap(key).put(CHUNK).putLong(fileId).putLong(offset);
    return key;
  }

  static boolean isChunk(byte[] key) {
    return key[0] == CHUNK && key.length == CHUNK_KEY_BYTES;
  }

  static long fileIdOf(byte[] chunkKey) {
    return ByteBuffer.wrap(chunkKey).getLong(1);
  }

  static long offsetOf(byte[] chunkKey) {
    return ByteBuffer.wrap(chunkKey).getLong(1 + Long.BYTES);
  }
}
