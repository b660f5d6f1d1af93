package io.durability.rocksdb;

import io.durability.errors.CorruptException;
import io.durability.errors.Location;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.Version;
import java.nio.ByteBuffer;

/**
 * What the key of a name holds: 25 bytes, {@code kind (1) file id (8) version (8) length (8)}.
 *
 * @param kind what may still happen to the content
 * @param fileId where its chunks are
 * @param version a number that no other content of any name has had
 * @param length the bytes of the content; of an append file all of them durable
 */
record FileMeta(Kind kind, long fileId, long version, long length) {

  private static final int BYTES = 1 + 3 * Long.BYTES;

  /** Whether a file is whole, being appended to, or sealed. */
  enum Kind {
    WHOLE('w'),
    APPEND('a'),
    SEALED('s');

    private final byte code;

    Kind(char code) {
      this.code = (byte) code;
    }
  }

  byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .put(kind.code)
        .putLong(fileId)
        .putLong(version)
        .putLong(length)
        .array();
  }

  static FileMeta decode(byte[] value, Location location) throws CorruptException {
    if (value.length == BYTES) {
      ByteBuffer bytes = ByteBuffer.wrap(value);
      byte code = bytes.get();
      for (Kind kind : Kind.values()) {
        if (kind.code == code) {
          FileMeta meta = new FileMeta(kind, bytes.getLong(), bytes.getLong(), bytes.getLong());
          if (meta.fileId > 0 && meta.version > 0 && meta.length >= 0) {
            return meta;
          }
        }
      }
    }
    throw new CorruptException(
        "metadata malformed, expected=" + BYTES + " bytes, found=" + value.length, location);
  }

  FileMeta withLength(long newLength) {
    return new FileMeta(kind, fileId, version, newLength);
  }

  FileMeta sealed() {
    return new FileMeta(Kind.SEALED, fileId, version, length);
  }

  String versionText() {
    return Long.toString(version);
  }

  FileInfo info(FileName name) {
    return new FileInfo(name, length, new Version(versionText()));
  }
}
