package io.durability.testkit.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** An open file of a {@link SimulatedDisk}. Threads: any. */
public final class SimulatedFile implements AutoCloseable {

  private final SimulatedFiles files;
  private final SimulatedDisk disk;
  private final int inode;
  private final String path;
  private boolean closed;

  SimulatedFile(SimulatedFiles files, SimulatedDisk disk, int inode, String path) {
    this.files = files;
    this.disk = disk;
    this.inode = inode;
    this.path = path;
  }

  /** Writes all bytes at a position; what lies between the end and it reads as zeros. */
  public int write(ByteBuffer source, long position) throws IOException {
    synchronized (disk) {
      requireOpen();
      int bytes = source.remaining();
      disk.tell(DiskObserver.Operation.WRITE, path, position, bytes);
      disk.write(inode, position, source);
      return bytes;
    }
  }

  /** Reads as many bytes as there are room and bytes; -1 at the end. */
  public int read(ByteBuffer target, long position) throws IOException {
    synchronized (disk) {
      requireOpen();
      FileContent content = disk.file(inode);
      int bytes = (int) Math.min(target.remaining(), content.size() - position);
      if (bytes <= 0) {
        return target.hasRemaining() ? -1 : 0;
      }
      int limit = target.limit();
      target.limit(target.position() + bytes);
      content.read(position, target);
      target.limit(limit);
      return bytes;
    }
  }

  /** Returns the length of the file. */
  public long size() throws IOException {
    synchronized (disk) {
      requireOpen();
      return disk.file(inode).size();
    }
  }

  /** Cuts the file, or leaves it if it is not longer. */
  public void truncate(long size) throws IOException {
    synchronized (disk) {
      requireOpen();
      if (size < disk.file(inode).size()) {
        disk.tell(DiskObserver.Operation.TRUNCATE, path, size, 0);
        disk.resize(inode, size);
      }
    }
  }

  /**
   * Makes the content durable, but not the name.
   *
   * @param metadata whether the length is to be durable too
   */
  public void force(boolean metadata) throws IOException {
    synchronized (disk) {
      requireOpen();
      disk.tell(
          metadata ? DiskObserver.Operation.FORCE : DiskObserver.Operation.FORCE_DATA, path, 0, 0);
      disk.force(inode, metadata);
    }
  }

  /** Takes the lock of the file for this process; false if another has it. */
  public boolean tryLock() throws IOException {
    synchronized (disk) {
      requireOpen();
      return files.lock(inode);
    }
  }

  private void requireOpen() throws IOException {
    files.requireAlive(path);
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  /** Gives back the handle, and with it the process's lock of the file. Idempotent. */
  @Override
  public void close() {
    synchronized (disk) {
      closed = true;
      files.unlock(inode);
    }
  }
}
