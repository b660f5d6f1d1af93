package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.UnavailableException;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FilterDirectory;
import io.durability.storage.Version;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What the broken directories are built from. */
abstract class DefectiveDirectory extends FilterDirectory {

  DefectiveDirectory(Directory in) {
    super(in);
  }

  /** A verb of which the outcome is changed by a defect. */
  interface Call<T> {
    T run() throws DurabilityException;
  }

  static byte[] copy(ByteBuffer source) {
    byte[] bytes = new byte[source.remaining()];
    source.duplicate().get(bytes);
    return bytes;
  }

  /** Takes the bytes and leaves the position at the limit, as an appender must. */
  static byte[] take(ByteBuffer source) {
    byte[] bytes = new byte[source.remaining()];
    source.get(bytes);
    return bytes;
  }

  final byte[] content(FileName name) throws DurabilityException {
    try (FileReader reader = in.open(name)) {
      ByteBuffer target = ByteBuffer.allocate(Math.toIntExact(reader.size()));
      reader.read(0, target);
      return target.array();
    }
  }

  final Version put(FileName name, byte[] content) throws DurabilityException {
    return in.write(name, ByteBuffer.wrap(content), Condition.none());
  }

  final boolean exists(FileName name) throws DurabilityException {
    return in.stat(name).isPresent();
  }

  final UnavailableException unavailable(FileName name) {
    return new UnavailableException("broken on purpose", Location.of(in, name));
  }

  /** A directory whose listings are changed. */
  static Directory listing(Directory in, UnaryOperator<List<FileInfo>> change) {
    return new DefectiveDirectory(in) {
      @Override
      public List<FileInfo> list(String prefix, String after) throws DurabilityException {
        return change.apply(in.list(prefix, after));
      }
    };
  }

  static Directory listingWithout(Directory in, Predicate<FileInfo> left) {
    return listing(in, all -> all.stream().filter(left.negate()).toList());
  }

  static Directory listingSorted(Directory in, Comparator<FileInfo> order) {
    return listing(in, all -> all.stream().sorted(order).toList());
  }

  /** A directory whose readers are changed. */
  static Directory reading(Directory in, UnaryOperator<FileReader> change) {
    return new DefectiveDirectory(in) {
      @Override
      public FileReader open(FileName name) throws DurabilityException {
        return change.apply(in.open(name));
      }
    };
  }

  /** Waits until others that started at the same time have come as far. */
  static void letOthersCome() {
    try {
      new java.util.concurrent.CountDownLatch(1)
          .await(3, java.util.concurrent.TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static <T> T unchecked(Call<T> call) {
    try {
      return call.run();
    } catch (DurabilityException e) {
      throw new UncheckedIOException(e);
    }
  }
}
