package io.durability.fs;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Reads may run in any number of threads, and a force beside a write. */
interface FileHandle extends AutoCloseable {

  /** Writes some bytes at a position, perhaps not all. Returns how many. */
  int write(ByteBuffer source, long position) throws IOException;

  /** Reads some bytes from a position, perhaps not all. Returns how many, or -1 at the end. */
  int read(ByteBuffer target, long position) throws IOException;

  /** Returns the length of the file. */
  long size() throws IOException;

  /** Cuts the file to a length that is not above its own. */
  void truncate(long size) throws IOException;

  /**
   * Makes the content durable, and what is needed to read it back.
   *
   * @param metadata whether length and times are to be durable too
   */
  void force(boolean metadata) throws IOException;

  /**
   * Takes the lock of the file for this process, until the handle is closed. Returns false if
   * another process has it.
   *
   * @throws java.nio.channels.OverlappingFileLockException if this process has it already, by
   *     another handle; closing this one would free it for other processes
   */
  boolean tryLock() throws IOException;

  /**
   * Gives back the handle, after the reads under way; later ones fail. Idempotent, but only the
   * first call waits.
   */
  @Override
  void close() throws IOException;
}
