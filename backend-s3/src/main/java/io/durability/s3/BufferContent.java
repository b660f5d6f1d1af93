package io.durability.s3;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Objects;
import java.util.zip.CRC32C;
import software.amazon.awssdk.core.sync.RequestBody;

/** The bytes of a buffer as the body of a request, not copied. */
final class BufferContent {

  private static final String TYPE = "application/octet-stream";

  private final ByteBuffer bytes;

  /** Takes the bytes from position to limit and leaves both. */
  BufferContent(ByteBuffer content) {
    this.bytes = content.slice();
  }

  int size() {
    return bytes.remaining();
  }

  RequestBody body() {
    // A new stream each time: the SDK reads it twice, to sign and to send.
    return RequestBody.fromContentProvider(() -> new Stream(bytes.duplicate()), size(), TYPE);
  }

  /** Returns the CRC32C as S3 writes it. */
  String crc32c() {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    int value = (int) crc.getValue();
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
  }

  private static final class Stream extends InputStream {
    private final ByteBuffer bytes;

    Stream(ByteBuffer bytes) {
      this.bytes = bytes;
      bytes.mark();
    }

    @Override
    public int read() {
      return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, target.length);
      if (length == 0) {
        return 0;
      }
      int read = Math.min(length, bytes.remaining());
      bytes.get(target, offset, read);
      return read == 0 ? -1 : read;
    }

    @Override
    public int available() {
      return bytes.remaining();
    }

    @Override
    public boolean markSupported() {
      return true;
    }

    @Override
    public void mark(int readLimit) {
      bytes.mark();
    }

    @Override
    public void reset() {
      bytes.reset();
    }
  }
}
