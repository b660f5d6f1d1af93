package io.durability.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * An open file that an interrupt does not close. A {@code FileChannel} is closed when a thread
 * inside it is interrupted, and with it the log would be gone; an {@link AsynchronousFileChannel}
 * is not, and with an executor that runs in the calling thread it costs no hand-off.
 */
final class LocalFileHandle implements FileHandle {

  private final AsynchronousFileChannel channel;

  LocalFileHandle(AsynchronousFileChannel channel) {
    this.channel = channel;
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    return result(channel.write(source, position));
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return result(channel.read(target, position));
  }

  private static int result(Future<Integer> done) throws IOException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException("file operation failed", e.getCause());
    } catch (InterruptedException e) {
      // The operation ran in this thread before the future was handed over, so get never waits.
      Thread.currentThread().interrupt();
      throw new IllegalStateException("a completed operation was waited for", e);
    }
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public void truncate(long size) throws IOException {
    channel.truncate(size);
  }

  @Override
  public void force(boolean metadata) throws IOException {
    channel.force(metadata);
  }

  @Override
  public boolean tryLock() throws IOException {
    return channel.tryLock() != null;
  }

  @Override
  public void close() throws IOException {
    // Takes a lock that each operation under way shares.
    channel.close();
  }
}
