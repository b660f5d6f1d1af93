package io.durability.s3;

import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectRange;
import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** The answer to a read: checked to be whole, and no longer than what was asked for. */
final class RangeBody {

  private RangeBody() {}

  /**
   * Reads the body.
   *
   * @param position where it is to begin in the object
   * @param length how many bytes were asked for
   * @throws ObjectStoreException of kind {@code UNKNOWN} if it ends early
   */
  static ObjectRange read(
      String key, long position, int length, ResponseInputStream<GetObjectResponse> body)
      throws ObjectStoreException {
    boolean read = false;
    try {
      ObjectRange range = readOrLeave(key, position, length, body);
      read = true;
      return range;
    } finally {
      if (!read) {
        // Closing it would read the rest, and leaving it would keep its connection.
        body.abort();
      }
    }
  }

  private static ObjectRange readOrLeave(
      String key, long position, int length, ResponseInputStream<GetObjectResponse> body)
      throws ObjectStoreException {
    GetObjectResponse head = body.response();
    @Nullable String range = head.contentRange();
    long total = range == null ? head.contentLength() : total(range);
    if (range == null && position > 0) {
      throw new ObjectStoreException(Kind.REJECTED, "store ignores ranges", null);
    }
    int expected = (int) Math.min(length, total - position);
    ByteBuffer bytes = ByteBuffer.allocate(expected);
    try {
      int read = body.readNBytes(bytes.array(), 0, expected);
      if (read < expected) {
        throw cut(read, expected, null);
      }
      if (head.contentLength() > expected) {
        // Of a store that sends everything: the rest is not read.
        body.abort();
      } else {
        body.close();
      }
    } catch (IOException e) {
      if (e instanceof ObjectStoreException already) {
        throw already;
      }
      throw cut(bytes.position(), expected, e);
    }
    String version = ETags.version(head.eTag());
    return new ObjectRange(new ObjectInfo(key, total, version, head.metadata()), bytes);
  }

  private static ObjectStoreException cut(int read, int expected, @Nullable IOException cause) {
    return new ObjectStoreException(
        Kind.UNKNOWN, "body ends early [expected=" + expected + ", found=" + read + "]", cause);
  }

  /** Reads the size of the whole object from {@code bytes 0-99/1234}. */
  private static long total(String range) throws ObjectStoreException {
    String size = range.substring(range.lastIndexOf('/') + 1);
    if (!size.matches("[0-9]{1,18}")) {
      throw new ObjectStoreException(
          Kind.UNKNOWN, "answer malformed [expected=a range of a known size]", null);
    }
    return Long.parseLong(size);
  }
}
