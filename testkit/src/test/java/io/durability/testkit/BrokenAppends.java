package io.durability.testkit;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Mistakes in the making of append files: D9, and their content. */
final class BrokenAppends {

  private BrokenAppends() {}

  /** An append with a mistake in it. */
  private interface Append {
    Appender append(DefectiveDirectory to, Directory in, FileName name) throws DurabilityException;
  }

  static List<Defect> all() {
    return List.of(
        append("append truncates the existing file", "D9", BrokenAppends::truncates),
        append("append adds to the existing file", "D9", BrokenAppends::adds),
        append("append checks, then acts", "D9", BrokenAppends::checksThenActs),
        append("append hides the reason for refusing", "D9", BrokenAppends::otherReason),
        append("append names another file when refusing", "D9", BrokenAppends::otherName),
        append("append makes no file before there are bytes", "D9 D10", NoEmptyFile::new),
        appender("append begins with a header of its own", "D9 D10", Headed::new),
        Defect.of("append files share a buffer", "D10", (in, place) -> shares(in)),
        Defect.of("append files are gone at close", "D10 D9", (in, place) -> gone(in)));
  }

  private static Defect append(String what, String clauses, Append append) {
    return Defect.of(
        what,
        clauses,
        (in, place) ->
            new DefectiveDirectory(in) {
              @Override
              public Appender append(FileName name) throws DurabilityException {
                return append.append(this, in, name);
              }
            });
  }

  static Defect appender(String what, String clauses, UnaryOperator<Appender> change) {
    return append(what, clauses, (to, in, name) -> change.apply(in.append(name)));
  }

  private static Appender truncates(DefectiveDirectory to, Directory in, FileName name)
      throws DurabilityException {
    in.delete(List.of(name));
    return in.append(name);
  }

  private static Appender adds(DefectiveDirectory to, Directory in, FileName name)
      throws DurabilityException {
    byte[] there = to.exists(name) ? to.content(name) : new byte[0];
    in.delete(List.of(name));
    Appender appender = in.append(name);
    appender.write(ByteBuffer.wrap(there));
    appender.sync().join();
    return appender;
  }

  private static Appender checksThenActs(DefectiveDirectory to, Directory in, FileName name)
      throws DurabilityException {
    if (to.exists(name)) {
      return in.append(name);
    }
    DefectiveDirectory.letOthersCome();
    return truncates(to, in, name);
  }

  private static Appender otherReason(DefectiveDirectory to, Directory in, FileName name)
      throws DurabilityException {
    try {
      return in.append(name);
    } catch (ConditionNotMetException e) {
      throw to.unavailable(name);
    }
  }

  private static Appender otherName(DefectiveDirectory to, Directory in, FileName name)
      throws DurabilityException {
    try {
      return in.append(name);
    } catch (ConditionNotMetException e) {
      throw new ConditionNotMetException(
          "taken", Location.of("broken:", "temporary"), e.current().orElse(null));
    }
  }

  /** Creates with the first bytes; until then the name is free. */
  private static final class NoEmptyFile implements Appender {
    private final Directory in;
    private final FileName name;
    private @org.jspecify.annotations.Nullable Appender appender;

    NoEmptyFile(DefectiveDirectory to, Directory in, FileName name) throws DurabilityException {
      this.in = in;
      this.name = name;
      if (to.exists(name)) {
        appender = in.append(name);
      }
    }

    @Override
    public void write(ByteBuffer bytes) throws DurabilityException {
      if (bytes.hasRemaining()) {
        if (appender == null) {
          appender = in.append(name);
        }
        appender.write(bytes);
      }
    }

    @Override
    public CompletableFuture<Long> sync() {
      return appender == null ? CompletableFuture.completedFuture(0L) : appender.sync();
    }

    @Override
    public long length() {
      return appender == null ? 0 : appender.length();
    }

    @Override
    public void close() throws DurabilityException {
      if (appender != null) {
        appender.close();
      }
    }
  }

  private static final class Headed extends FilterAppender {
    Headed(Appender in) {
      super(in);
      try {
        in.write(ByteBuffer.allocate(8));
      } catch (DurabilityException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static Directory shares(Directory in) {
    return new DefectiveDirectory(in) {
      private final Deque<byte[]> shared = new ArrayDeque<>();

      @Override
      public Appender append(FileName name) throws DurabilityException {
        return new FilterAppender(in.append(name)) {
          private long written;

          @Override
          public void write(ByteBuffer bytes) {
            written += bytes.remaining();
            shared.add(take(bytes));
          }

          @Override
          public CompletableFuture<Long> sync() {
            try {
              while (!shared.isEmpty()) {
                in.write(ByteBuffer.wrap(shared.remove()));
              }
            } catch (DurabilityException e) {
              return CompletableFuture.failedFuture(e);
            }
            long length = written;
            return in.sync().thenApply(unused -> length);
          }

          @Override
          public long length() {
            return written;
          }
        };
      }
    };
  }

  private static Directory gone(Directory in) {
    return new DefectiveDirectory(in) {
      private final Collection<FileName> appended = ConcurrentHashMap.newKeySet();

      @Override
      public Appender append(FileName name) throws DurabilityException {
        Appender appender = in.append(name);
        appended.add(name);
        return appender;
      }

      @Override
      public void close() throws DurabilityException {
        in.delete(appended);
        super.close();
      }
    };
  }
}
