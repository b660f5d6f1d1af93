package io.durability.fs;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Moves whole ranges, over as many calls as the operating system makes of them. */
final class Transfers {

  /**
   * The most of a heap buffer that goes through one call. The JDK copies it through a direct buffer
   * of this size that it keeps for the thread; without the bound it would keep one of the size of
   * the largest batch or checkpoint block ever written.
   */
  static final int HEAP_PIECE_BYTES_MAX = 256 * 1024;

  private Transfers() {}

  /** Writes all remaining bytes; on return the buffer's position is at its limit. */
  static void writeFully(FileHandle handle, ByteBuffer source, long position) throws IOException {
    long at = position;
    while (source.hasRemaining()) {
      ByteBuffer piece = piece(source);
      int written = handle.write(piece, at);
      if (written <= 0) {
        throw new IOException("file system took no bytes and gave no reason");
      }
      source.position(source.position() + written);
      at += written;
    }
  }

  /**
   * Fills the buffer.
   *
   * @throws EOFException if the file ends before that
   */
  static void readFully(FileHandle handle, ByteBuffer target, long position) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      ByteBuffer piece = piece(target);
      int read = handle.read(piece, at);
      if (read < 0) {
        throw new EOFException(
            "file ends inside the range, expected="
                + target.remaining()
                + " more bytes at "
                + at
                + ", found=end of file");
      }
      target.position(target.position() + read);
      at += read;
    }
  }

  private static ByteBuffer piece(ByteBuffer whole) {
    ByteBuffer piece = whole.duplicate();
    if (!whole.isDirect() && whole.remaining() > HEAP_PIECE_BYTES_MAX) {
      piece.limit(piece.position() + HEAP_PIECE_BYTES_MAX);
    }
    return piece;
  }
}
