package io.durability.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;

/** What the write path needs of a channel: positioned writes and a sync. */
interface SyncChannel extends Closeable {
  /** Writes all of {@code bytes} at {@code position}. */
  void write(ByteBuffer bytes, long position) throws IOException;

  /** Makes what was written durable, with the length and other metadata if asked. */
  void force(boolean metadata) throws IOException;

  /** A blocking channel; {@code forces} is false if each write is durable on its own. */
  record OfFile(FileChannel channel, boolean forces) implements SyncChannel {
    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      long at = position;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    }

    @Override
    public void force(boolean metadata) throws IOException {
      if (forces) {
        channel.force(metadata);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** An asynchronous channel, whose future is complete when the write call returns. */
  record OfAsync(AsynchronousFileChannel channel) implements SyncChannel {
    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      long at = position;
      while (bytes.hasRemaining()) {
        try {
          at += channel.write(bytes, at).get();
        } catch (ExecutionException e) {
          throw new IOException("asynchronous write failed", e.getCause());
        } catch (InterruptedException e) {
          // Cannot happen while the executor runs tasks in the caller: get() finds the result.
          throw new IllegalStateException("a same-thread write was not complete", e);
        }
      }
    }

    @Override
    public void force(boolean metadata) throws IOException {
      channel.force(metadata);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
