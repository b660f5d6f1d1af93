package io.durability.testkit;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileWriter;
import io.durability.storage.Version;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Mistakes in writing files piece by piece: D3, and D2 at commit. */
final class BrokenFileWriters {

  private BrokenFileWriters() {}

  /** Makes the writer of a file; {@code to} puts content under its name. */
  private interface Making {
    FileWriter make(DefectiveDirectory to, FileName name) throws DurabilityException;
  }

  static List<Defect> all() {
    return List.of(
        making("file writer shows the file at once", "D3", ShowsAtOnce::new),
        making("file writer commits at close", "D3", CommitsAtClose::new),
        making("file writer loses all pieces but the last", "D3", LosesPieces::new),
        making("file writer ends at a mebibyte", "D3", EndsAtAMebibyte::new),
        making("file writer adds to the existing file", "D3", AddsToExisting::new),
        making("file writer makes no empty files", "D3", NoEmptyFiles::new),
        making("file writer may commit twice", "D3", CommitsTwice::new),
        making("file writer takes bytes at any time", "D3", TakesBytesAlways::new),
        making("file writer that is closed takes bytes and commits", "D3", WorksClosed::new),
        making("file writer goes on after a failed commit", "D3", GoesOn::new),
        making("file writer closed twice deletes the file", "D3", DeletesAtClose::new),
        making("file writer ignores its condition", "D2", IgnoresCondition::new),
        making("file writer checks, then acts", "D2", ChecksThenActs::new),
        making("file writer checks its condition at create", "D2", ChecksAtCreate::new),
        making("file writer leaves a temporary file when not met", "D2", LeavesTemporary::new),
        Defect.of("two file writers of one name share it", "D3", (in, place) -> shares(in)),
        Defect.of("file committed is forgotten at close", "D3", (in, place) -> forgets(in)),
        Defect.of("file left open is committed at close", "D3", (in, place) -> commitsAll(in)),
        Defect.of("temporary files are listed", "D3 D6", (in, place) -> listsTemporary(in)));
  }

  private static Defect making(String what, String clauses, Making making) {
    return Defect.of(
        what,
        clauses,
        (in, place) ->
            new DefectiveDirectory(in) {
              @Override
              public FileWriter create(FileName name) throws DurabilityException {
                return making.make(this, name);
              }
            });
  }

  /** A healthy writer that the mistakes are made of. */
  private static class Writer implements FileWriter {
    final DefectiveDirectory to;
    final FileName name;
    final ByteArrayOutputStream content = new ByteArrayOutputStream();
    boolean done;

    Writer(DefectiveDirectory to, FileName name) {
      this.to = to;
      this.name = name;
    }

    @Override
    public void write(ByteBuffer bytes) throws DurabilityException {
      if (done) {
        throw new IllegalStateException("done");
      }
      content.writeBytes(DefectiveDirectory.take(bytes));
    }

    @Override
    public Version commit(Condition condition) throws DurabilityException {
      if (done) {
        throw new IllegalStateException("done");
      }
      done = true;
      return to.write(name, ByteBuffer.wrap(content.toByteArray()), condition);
    }

    @Override
    public void close() throws DurabilityException {
      done = true;
    }
  }

  private static final class ShowsAtOnce extends Writer {
    ShowsAtOnce(DefectiveDirectory to, FileName name) throws DurabilityException {
      super(to, name);
    }

    @Override
    public void write(ByteBuffer bytes) throws DurabilityException {
      super.write(bytes);
      to.put(name, content.toByteArray());
    }
  }

  private static final class CommitsAtClose extends Writer {
    CommitsAtClose(DefectiveDirectory to, FileName name) {
      super(to, name);
    }

    @Override
    public void close() throws DurabilityException {
      if (!done) {
        commit(Condition.none());
      }
    }
  }

  private static final class LosesPieces extends Writer {
    LosesPieces(DefectiveDirectory to, FileName name) {
      super(to, name);
    }

    @Override
    public void write(ByteBuffer bytes) throws DurabilityException {
      content.reset();
      super.write(bytes);
    }
  }

  private static final class EndsAtAMebibyte extends Writer {
    EndsAtAMebibyte(DefectiveDirectory to, FileName name) {
      super(to, name);
    }

    @Override
    public Version commit(Condition condition) throws DurabilityException {
      byte[] whole = content.toByteArray();
      content.reset();
      content.writeBytes(Arrays.copyOf(whole, Math.min(whole.length, 1 << 20)));
      return super.commit(condition);
    }
  }

  private static final class AddsToExisting extends Writer {
    AddsToExisting(DefectiveDirectory to, FileName name) throws DurabilityException {
      super(to, name);
      if (to.exists(name)) {
        content.writeBytes(to.content(name));
      }
    }
  }

  private static final class NoEmptyFiles extends Writer {
    NoEmptyFiles(DefectiveDirectory to, FileName name) {
      super(to, name);
    }

    @Override
    public Version commit(Condition condition) throws DurabilityException {
      return content.size() == 0 ? new Version("0") : super.commit(condition);
    }
  }

  private static final class CommitsTwice extends Writer {
    CommitsTwice(DefectiveDirectory to, FileName name) {
      super(to, name);
    }

    @Override
    public Version commit(Condition condition) throws DurabilityException {
      done = false;
      return super.commit(condition);
    }
  }

  private static final class TakesBytesAlways extends Writer {
    TakesBytesAlways(DefectiveDirectory to, FileName name) {
      super(to, name);
    }

    @Override
    public void write(ByteBuffer bytes) {
      content.writeBytes(DefectiveDirectory.take(bytes));
    }
  }

  private static final class WorksClosed extends Writer {
    WorksClosed(DefectiveDirectory to, FileName name) {
      super(to, name);
    }

    @Override
    public void close() {}
  }

  private static final class GoesOn extends Writer {
    GoesOn(DefectiveDirectory to, FileName name) {
      super(to, name);
    }

    @Override
    public Version commit(Condition condition) throws DurabilityException {
      try {
        return super.commit(condition);
      } catch (ConditionNotMetException e) {
        done = false;
        throw e;
      }
    }
  }

  private static final class DeletesAtClose extends Writer {
    private int closes;

    DeletesAtClose(DefectiveDirectory to, FileName name) {
      super(to, name);
    }

    @Override
    public void close() throws DurabilityException {
      super.close();
      if (++closes == 2) {
        to.delete(List.of(name));
      }
    }
  }

  private static final class IgnoresCondition extends Writer {
    IgnoresCondition(DefectiveDirectory to, FileName name) {
      super(to, name);
    }

    @Override
    public Version commit(Condition condition) throws DurabilityException {
      return super.commit(Condition.none());
    }
  }

  private static final class ChecksThenActs extends Writer {
    ChecksThenActs(DefectiveDirectory to, FileName name) {
      super(to, name);
    }

    @Override
    public Version commit(Condition condition) throws DurabilityException {
      boolean free = condition instanceof Condition.Absent && !to.exists(name);
      DefectiveDirectory.letOthersCome();
      return super.commit(free ? Condition.none() : condition);
    }
  }

  private static final class ChecksAtCreate extends Writer {
    private final boolean free;

    ChecksAtCreate(DefectiveDirectory to, FileName name) throws DurabilityException {
      super(to, name);
      free = !to.exists(name);
    }

    @Override
    public Version commit(Condition condition) throws DurabilityException {
      return super.commit(free ? Condition.none() : condition);
    }
  }

  private static final class LeavesTemporary extends Writer {
    LeavesTemporary(DefectiveDirectory to, FileName name) {
      super(to, name);
    }

    @Override
    public Version commit(Condition condition) throws DurabilityException {
      try {
        return super.commit(condition);
      } catch (ConditionNotMetException e) {
        to.put(FileName.of(name + ".tmp"), content.toByteArray());
        throw e;
      }
    }
  }

  private static Directory shares(Directory in) {
    return new DefectiveDirectory(in) {
      private final Map<FileName, ByteArrayOutputStream> temporary = new ConcurrentHashMap<>();

      @Override
      public FileWriter create(FileName name) {
        ByteArrayOutputStream shared =
            temporary.computeIfAbsent(name, unused -> new ByteArrayOutputStream());
        return new Writer(this, name) {
          @Override
          public void write(ByteBuffer bytes) {
            shared.writeBytes(DefectiveDirectory.take(bytes));
          }

          @Override
          public Version commit(Condition condition) throws DurabilityException {
            content.writeBytes(shared.toByteArray());
            return super.commit(condition);
          }
        };
      }
    };
  }

  private static Directory forgets(Directory in) {
    return new DefectiveDirectory(in) {
      private final Collection<FileName> committed = ConcurrentHashMap.newKeySet();

      @Override
      public FileWriter create(FileName name) {
        return new Writer(this, name) {
          @Override
          public Version commit(Condition condition) throws DurabilityException {
            committed.add(name);
            return super.commit(condition);
          }
        };
      }

      @Override
      public void close() throws DurabilityException {
        in.delete(committed);
        super.close();
      }
    };
  }

  private static Directory commitsAll(Directory in) {
    return new DefectiveDirectory(in) {
      private final Collection<Writer> open = ConcurrentHashMap.newKeySet();

      @Override
      public FileWriter create(FileName name) {
        Writer writer = new Writer(this, name);
        open.add(writer);
        return writer;
      }

      @Override
      public void close() throws DurabilityException {
        for (Writer writer : open) {
          if (!writer.done) {
            writer.commit(Condition.none());
          }
        }
        super.close();
      }
    };
  }

  private static Directory listsTemporary(Directory in) {
    return new DefectiveDirectory(in) {
      @Override
      public FileWriter create(FileName name) {
        FileName temporary = FileName.of(name + ".tmp");
        return new Writer(this, name) {
          @Override
          public void write(ByteBuffer bytes) throws DurabilityException {
            super.write(bytes);
            put(temporary, content.toByteArray());
          }

          @Override
          public Version commit(Condition condition) throws DurabilityException {
            in.delete(List.of(temporary));
            return super.commit(condition);
          }
        };
      }

      @Override
      public List<FileInfo> list(String prefix, String after) throws DurabilityException {
        return in.list(prefix, after);
      }
    };
  }
}
