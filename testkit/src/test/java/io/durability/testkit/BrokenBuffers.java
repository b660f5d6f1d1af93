package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import io.durability.storage.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Mistakes in the use of buffers: D16. */
final class BrokenBuffers {

  private BrokenBuffers() {}

  /** How a buffer is handed on. */
  private interface Handling {
    /** Returns what the healthy verb is given in place of the caller's buffer. */
    ByteBuffer handle(ByteBuffer callers);
  }

  static List<Defect> all() {
    return List.of(
        sources("buffers must be in the heap", source -> heap(source)),
        sources("buffers are taken from zero to limit", source -> source.duplicate().rewind()),
        sources(
            "buffers are taken from position to capacity",
            source -> source.duplicate().limit(source.capacity())),
        sources("buffers keep their position", ByteBuffer::duplicate),
        Defect.of("write moves the position", "D16", (in, p) -> movesPosition(in)),
        Defect.of("write keeps the caller's buffer", "D16", (in, p) -> keepsAtWrite(in)),
        Defect.of("file writer keeps the caller's buffer", "D16", (in, p) -> keepsAtCreate(in)),
        Defect.of("appender keeps the caller's buffer", "D16", (in, p) -> keepsAtAppend(in)),
        Defect.of("appender writes behind the caller's back", "D16", (in, p) -> writesLater(in)),
        Defect.of("a write of nothing is not a write", "D16", (in, p) -> nothingIsNothing(in)),
        targets("read fills heap buffers only", BrokenBuffers::heap),
        targets("read fills from the buffer's beginning", BrokenBuffers::fromTheBeginning),
        targets("read leaves the position", BrokenBuffers::leavesPosition));
  }

  private static Defect sources(String what, Handling handling) {
    return Defect.of(
        what,
        "D16",
        (in, place) ->
            new DefectiveDirectory(in) {
              @Override
              public Version write(FileName name, ByteBuffer content, Condition condition)
                  throws DurabilityException {
                return in.write(name, handling.handle(content), condition);
              }

              @Override
              public FileWriter create(FileName name) throws DurabilityException {
                return new FilterFileWriter(in.create(name)) {
                  @Override
                  public void write(ByteBuffer bytes) throws DurabilityException {
                    in.write(handling.handle(bytes));
                  }
                };
              }

              @Override
              public Appender append(FileName name) throws DurabilityException {
                return new FilterAppender(in.append(name)) {
                  @Override
                  public void write(ByteBuffer bytes) throws DurabilityException {
                    in.write(handling.handle(bytes));
                  }
                };
              }
            });
  }

  /** A read with a mistake, on a target whose bytes the healthy reader has already filled. */
  private interface Target {
    Object misuse(ByteBuffer target);
  }

  private static Defect targets(String what, Target misuse) {
    return Defect.of(
        what,
        "D16",
        (in, place) ->
            DefectiveDirectory.reading(
                in,
                reader ->
                    new FilterFileReader(reader) {
                      @Override
                      public void read(long position, ByteBuffer target)
                          throws DurabilityException {
                        super.read(position, target);
                        misuse.misuse(target);
                      }
                    }));
  }

  private static ByteBuffer heap(ByteBuffer source) {
    if (source.isDirect() || source.isReadOnly()) {
      throw new UnsupportedOperationException("not an array");
    }
    return ByteBuffer.wrap(source.array(), source.arrayOffset(), source.limit());
  }

  private static Object fromTheBeginning(ByteBuffer target) {
    return target.put(0, (byte) 99);
  }

  private static Object leavesPosition(ByteBuffer target) {
    return target.position(target.position() / 2);
  }

  private static Directory movesPosition(Directory in) {
    return new DefectiveDirectory(in) {
      @Override
      public Version write(FileName name, ByteBuffer content, Condition condition)
          throws DurabilityException {
        return in.write(name, ByteBuffer.wrap(take(content)), condition);
      }
    };
  }

  private static Directory keepsAtWrite(Directory in) {
    return new DefectiveDirectory(in) {
      private final Map<FileName, ByteBuffer> kept = new ConcurrentHashMap<>();

      @Override
      public Version write(FileName name, ByteBuffer content, Condition condition)
          throws DurabilityException {
        Version version = in.write(name, content, condition);
        kept.put(name, content.duplicate());
        return version;
      }

      private void flush(FileName name) throws DurabilityException {
        ByteBuffer content = kept.remove(name);
        if (content != null) {
          in.write(name, content, Condition.none());
        }
      }

      @Override
      public Optional<FileInfo> stat(FileName name) throws DurabilityException {
        flush(name);
        return in.stat(name);
      }

      @Override
      public FileReader open(FileName name) throws DurabilityException {
        flush(name);
        return in.open(name);
      }
    };
  }

  private static Directory keepsAtCreate(Directory in) {
    return new DefectiveDirectory(in) {
      @Override
      public FileWriter create(FileName name) throws DurabilityException {
        List<ByteBuffer> kept = new ArrayList<>();
        return new FilterFileWriter(in.create(name)) {
          @Override
          public void write(ByteBuffer bytes) {
            kept.add(bytes.duplicate());
            bytes.position(bytes.limit());
          }

          @Override
          public Version commit(Condition condition) throws DurabilityException {
            for (ByteBuffer bytes : kept) {
              in.write(bytes);
            }
            return in.commit(condition);
          }
        };
      }
    };
  }

  private static Directory keepsAtAppend(Directory in) {
    return new DefectiveDirectory(in) {
      @Override
      public Appender append(FileName name) throws DurabilityException {
        List<ByteBuffer> kept = new ArrayList<>();
        return new FilterAppender(in.append(name)) {
          @Override
          public void write(ByteBuffer bytes) {
            kept.add(bytes.duplicate());
            bytes.position(bytes.limit());
          }

          @Override
          public CompletableFuture<Long> sync() {
            try {
              for (ByteBuffer bytes : kept) {
                in.write(bytes);
              }
            } catch (DurabilityException e) {
              return CompletableFuture.failedFuture(e);
            }
            kept.clear();
            return in.sync();
          }
        };
      }
    };
  }

  /** Hands the bytes to a background thread, which reads the caller's array late. */
  private static Directory writesLater(Directory in) {
    return new DefectiveDirectory(in) {
      @Override
      public Appender append(FileName name) throws DurabilityException {
        List<ByteBuffer> kept = new ArrayList<>();
        return new FilterAppender(in.append(name)) {
          @Override
          public void write(ByteBuffer bytes) {
            kept.add(bytes.duplicate());
            bytes.position(bytes.limit());
          }

          @Override
          public CompletableFuture<Long> sync() {
            List<ByteBuffer> batch = List.copyOf(kept);
            kept.clear();
            return CompletableFuture.supplyAsync(
                () ->
                    unchecked(
                        () -> {
                          for (ByteBuffer bytes : batch) {
                            in.write(bytes);
                          }
                          return in.sync().join();
                        }),
                CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
          }
        };
      }
    };
  }

  private static Directory nothingIsNothing(Directory in) {
    return new DefectiveDirectory(in) {
      @Override
      public Version write(FileName name, ByteBuffer content, Condition condition)
          throws DurabilityException {
        return content.hasRemaining()
            ? in.write(name, content, condition)
            : in.stat(name).map(FileInfo::version).orElse(new Version("none"));
      }
    };
  }
}
