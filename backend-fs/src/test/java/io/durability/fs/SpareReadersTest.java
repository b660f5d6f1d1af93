package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.storage.Appender;
import io.durability.storage.FileReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A reader that is closed while it reads does not come to see what is written over the file. */
final class SpareReadersTest extends FsFixture {

  private static final int LENGTH = 20_000;

  /** Stops reads before they read, and, as the JDK does, a close until these are over. */
  private static final class GatedFiles extends FilterFileOperations {

    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    GatedFiles() {
      super(LocalFileOperations.INSTANCE);
    }

    @Override
    public FileHandle open(Path file, boolean writable) throws IOException {
      return writable ? in.open(file, true) : gated(in.open(file, false));
    }

    private FileHandle gated(FileHandle opened) {
      ReadWriteLock lock = new ReentrantReadWriteLock();
      return new Handle(opened) {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
          lock.readLock().lock();
          try {
            reading.countDown();
            await(go);
            return handle.read(target, position);
          } finally {
            lock.readLock().unlock();
          }
        }

        @Override
        public void close() throws IOException {
          closing.countDown();
          lock.writeLock().lock();
          try {
            handle.close();
          } finally {
            lock.writeLock().unlock();
          }
        }
      };
    }
  }

  private static void write(FsDirectory to, String name, int value) throws Throwable {
    try (Appender appender = to.append(name(name))) {
      appender.write(bytes(LENGTH, value));
      now(appender.sync());
    }
  }

  private static <T> FutureTask<T> started(Callable<T> task) {
    FutureTask<T> started = new FutureTask<>(task);
    new Thread(started, "reader").start();
    return started;
  }

  @Test
  @Tag("D4")
  void readerClosedWhileItReads_readsTheFileThatItOpened() throws Throwable {
    GatedFiles gated = new GatedFiles();
    try (FsDirectory spare = new FsDirectory(root, FsOptions.DEFAULTS, gated, clock, () -> 1L)) {
      write(spare, "wal/1", 'o');
      FileReader reader = spare.open(name("wal/1"));
      FutureTask<ByteBuffer> read =
          started(
              () -> {
                ByteBuffer target = ByteBuffer.allocate(LENGTH);
                reader.read(0, target);
                return target.flip();
              });
      await(gated.reading);
      FutureTask<Boolean> closed =
          started(
              () -> {
                reader.close();
                return true;
              });
      await(gated.closing);
      spare.delete(List.of(name("wal/1")));
      write(spare, "wal/2", 'n');
      gated.go.countDown();
      assertThat(now(read)).isEqualTo(bytes(LENGTH, 'o'));
      assertThat(now(closed)).isTrue();
    }
  }
}
