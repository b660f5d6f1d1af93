package io.durability.testkit;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.SupersededException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import io.durability.storage.RenameKind;
import io.durability.storage.Traits;
import io.durability.storage.Version;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Mistakes in closing, threads, interrupts, and what a directory says of itself: D15, D17 on. */
final class BrokenUses {

  private BrokenUses() {}

  static List<Defect> all() {
    return List.of(
        Defect.of("verbs work after close", "D15", (in, p) -> neverCloses(in)),
        Defect.of("close empties the directory", "D15 D18", (in, p) -> emptiesAtClose(in)),
        Defect.of("close is refused the second time", "D15", (in, p) -> closesOnce(in)),
        Defect.of("verbs share a buffer between threads", "D17", (in, p) -> sharesBuffer(in)),
        Defect.of("verbs fail when two are under way", "D17", (in, p) -> oneAtATime(in)),
        Defect.of("reads see files half written", "D17 D1", (in, p) -> halfWritten(in)),
        Defect.of(
            "interrupts are swallowed", "D18", (in, p) -> aroundEach(in, Thread::interrupted)),
        Defect.of(
            "interrupts make verbs fail",
            "D18",
            (in, p) ->
                aroundEach(
                    in,
                    () -> {
                      if (Thread.currentThread().isInterrupted()) {
                        throw new IllegalStateException("interrupted");
                      }
                    })),
        named("its name holds its key", "memory:key=" + BrokenContract.SECRET),
        named("its name is a hash code", "io.example.Directory@1a2b3c4d"),
        named("it has no name", ""),
        Defect.of("its name changes", "D19", (in, p) -> renamed(in)),
        Defect.of("errors name no file", "D19", (in, p) -> errors(in, Location.of(in))),
        Defect.of(
            "errors hold its key",
            "D19",
            (in, p) ->
                errors(in, Location.of(in + BrokenContract.SECRET, FileName.of("folder/open")))),
        Defect.of("traits change with use", "D20", (in, p) -> changingTraits(in)),
        Defect.of("traits claim no version conditions", "D2 D17", (in, p) -> claims(in)));
  }

  private static Defect named(String what, String name) {
    return Defect.of(what, "D19", (in, place) -> shownAs(in, () -> name));
  }

  private static Directory shownAs(Directory in, java.util.function.Supplier<String> name) {
    return new DefectiveDirectory(in) {
      @Override
      public String toString() {
        return name.get();
      }
    };
  }

  private static Directory renamed(Directory in) {
    AtomicInteger asked = new AtomicInteger();
    return shownAs(in, () -> in + "#" + asked.incrementAndGet());
  }

  private static Directory neverCloses(Directory in) {
    return new DefectiveDirectory(in) {
      @Override
      public void close() {}
    };
  }

  private static Directory emptiesAtClose(Directory in) {
    return new DefectiveDirectory(in) {
      private boolean closed;

      @Override
      public void close() throws DurabilityException {
        if (!closed) {
          closed = true;
          in.delete(in.list("").stream().map(FileInfo::name).toList());
        }
        super.close();
      }
    };
  }

  private static Directory closesOnce(Directory in) {
    return new DefectiveDirectory(in) {
      private boolean closed;

      @Override
      public void close() throws DurabilityException {
        if (closed) {
          throw new IllegalStateException("closed twice");
        }
        closed = true;
        super.close();
      }
    };
  }

  private static Directory sharesBuffer(Directory in) {
    return new DefectiveDirectory(in) {
      private volatile byte[] shared = new byte[0];

      @Override
      public Version write(FileName name, ByteBuffer content, Condition condition)
          throws DurabilityException {
        shared = copy(content);
        DefectiveDirectory.letOthersCome();
        return in.write(name, ByteBuffer.wrap(shared), condition);
      }
    };
  }

  private static Directory oneAtATime(Directory in) {
    return new DefectiveDirectory(in) {
      private final AtomicInteger underWay = new AtomicInteger();

      @Override
      public Version write(FileName name, ByteBuffer content, Condition condition)
          throws DurabilityException {
        try {
          if (underWay.incrementAndGet() > 1) {
            throw unavailable(name);
          }
          DefectiveDirectory.letOthersCome();
          return in.write(name, content, condition);
        } finally {
          underWay.decrementAndGet();
        }
      }
    };
  }

  private static Directory halfWritten(Directory in) {
    return new DefectiveDirectory(in) {
      @Override
      public Version write(FileName name, ByteBuffer content, Condition condition)
          throws DurabilityException {
        byte[] whole = copy(content);
        in.write(name, ByteBuffer.wrap(whole, 0, whole.length / 3), condition);
        DefectiveDirectory.letOthersCome();
        return put(name, whole);
      }
    };
  }

  /** Runs something before each verb and each call on what verbs return. */
  private static Directory aroundEach(Directory in, Runnable before) {
    return new DefectiveDirectory(in) {
      @Override
      public Version write(FileName name, ByteBuffer content, Condition condition)
          throws DurabilityException {
        before.run();
        return in.write(name, content, condition);
      }

      @Override
      public FileWriter create(FileName name) throws DurabilityException {
        before.run();
        return in.create(name);
      }

      @Override
      public FileReader open(FileName name) throws DurabilityException {
        before.run();
        return in.open(name);
      }

      @Override
      public Optional<FileInfo> stat(FileName name) throws DurabilityException {
        before.run();
        return in.stat(name);
      }

      @Override
      public List<FileInfo> list(String prefix, String after) throws DurabilityException {
        before.run();
        return in.list(prefix, after);
      }

      @Override
      public void delete(Collection<FileName> names) throws DurabilityException {
        before.run();
        in.delete(names);
      }

      @Override
      public void rename(FileName from, FileName to) throws DurabilityException {
        before.run();
        in.rename(from, to);
      }

      @Override
      public Appender append(FileName name) throws DurabilityException {
        before.run();
        return new FilterAppender(in.append(name)) {
          @Override
          public void write(ByteBuffer bytes) throws DurabilityException {
            before.run();
            in.write(bytes);
          }

          @Override
          public CompletableFuture<Long> sync() {
            before.run();
            return in.sync();
          }
        };
      }

      @Override
      public long seal(FileName name) throws DurabilityException {
        before.run();
        return in.seal(name);
      }

      @Override
      public void settle(FileName name, long from, long end) throws DurabilityException {
        before.run();
        in.settle(name, from, end);
      }

      @Override
      public void close() throws DurabilityException {
        before.run();
        in.close();
      }
    };
  }

  /** Throws the right kinds of errors, about the given place. */
  private static Directory errors(Directory in, Location place) {
    return new DefectiveDirectory(in) {
      @Override
      public Version write(FileName name, ByteBuffer content, Condition condition)
          throws DurabilityException {
        try {
          return in.write(name, content, condition);
        } catch (ConditionNotMetException e) {
          throw new ConditionNotMetException("taken", place, e.current().orElse(null));
        }
      }

      @Override
      public FileReader open(FileName name) throws DurabilityException {
        try {
          return in.open(name);
        } catch (NotFoundException e) {
          throw new NotFoundException("missing", place, e);
        }
      }

      @Override
      public Appender append(FileName name) throws DurabilityException {
        return new FilterAppender(in.append(name)) {
          @Override
          public void write(ByteBuffer bytes) throws DurabilityException {
            try {
              in.write(bytes);
            } catch (SupersededException e) {
              throw new SupersededException("sealed", place, e);
            }
          }
        };
      }
    };
  }

  private static Directory changingTraits(Directory in) {
    return new DefectiveDirectory(in) {
      @Override
      public Traits traits() {
        Traits traits = in.traits();
        int files = unchecked(() -> in.list("")).size();
        return new Traits(
            traits.survives(), traits.rename(), true, true, 1 + files, 8, 1L << 30, 1L << 30);
      }
    };
  }

  /** Says that it has no version conditions, and enforces them all the same. */
  private static Directory claims(Directory in) {
    return new DefectiveDirectory(in) {
      @Override
      public Traits traits() {
        Traits traits = in.traits();
        return new Traits(
            traits.survives(), RenameKind.ATOMIC, false, true, 1, 8, 1L << 30, 1L << 30);
      }
    };
  }
}
