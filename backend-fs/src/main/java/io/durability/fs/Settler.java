package io.durability.fs;

import io.durability.errors.TruncatedException;
import io.durability.storage.FileName;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Makes durable what is read of a file that another process, or a poisoned appender, has left.
 *
 * <p>After a failed sync the operating system may hold pages that were never written and count as
 * clean, so that a force alone confirms them and does nothing. Writing the same bytes once more
 * makes the pages dirty, and the force then means what it says.
 */
final class Settler {

  /** Bounds the memory for a file whose durable part is unknown and that is long. */
  private static final int PIECE_BYTES = 1024 * 1024;

  private final FileTree tree;

  Settler(FileTree tree) {
    this.tree = tree;
  }

  void settle(FileName name, long from, long end) throws IOException {
    try (FileHandle handle = tree.open(name, true)) {
      rewrite(name, handle, from, end);
      if (handle.size() > end) {
        handle.truncate(end);
      }
      handle.force(true);
    }
    // The writer may have died before its first sync had made the name durable.
    tree.forceFolderOf(name);
  }

  private void rewrite(FileName name, FileHandle handle, long from, long end) throws IOException {
    ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(PIECE_BYTES, end - from));
    for (long at = from; at < end; at += piece.limit()) {
      piece.clear();
      piece.limit((int) Math.min(piece.capacity(), end - at));
      try {
        Transfers.readFully(handle, piece, at);
      } catch (EOFException e) {
        throw new TruncatedException("file became shorter", tree.location(name).at(at), e);
      }
      piece.flip();
      Transfers.writeFully(handle, piece, at);
    }
  }
}
