package io.durability.mutants;

import io.durability.errors.DurabilityException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import io.durability.storage.FilterDirectory;
import io.durability.storage.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory that lets something else happen before a verb of a claimant or reader. */
final class WatchedDirectory extends FilterDirectory {

  private @Nullable Event beforeSeal;
  private @Nullable Event beforeAppend;
  private @Nullable Event afterCommit;
  private @Nullable Event beforeList;
  private int listsUntilEvent;
  private @Nullable ReadEvent beforeRead;

  WatchedDirectory(Directory in) {
    super(in);
  }

  /** Something that another writer does meanwhile. */
  interface Event {
    void happen() throws Exception;
  }

  /** Something that happens at a place in a file. */
  interface ReadEvent {
    void before(long position) throws IOException;
  }

  void beforeSeal(Event event) {
    beforeSeal = event;
  }

  void beforeAppend(Event event) {
    beforeAppend = event;
  }

  void afterCommit(Event event) {
    afterCommit = event;
  }

  /** Before the listing of this number, from 1 and from now on, of segments or frontiers. */
  void beforeList(int number, Event event) {
    listsUntilEvent = number;
    beforeList = event;
  }

  /** Likewise, again and again: as a writer does that publishes without a pause. */
  void beforeEveryList(int number, Event event) {
    beforeList(
        number,
        () -> {
          event.happen();
          beforeEveryList(number, event);
        });
  }

  void beforeRead(ReadEvent event) {
    beforeRead = event;
  }

  private static void happen(@Nullable Event event) {
    if (event == null) {
      return;
    }
    try {
      event.happen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public long seal(FileName name) throws DurabilityException {
    Event event = beforeSeal;
    beforeSeal = null;
    happen(event);
    return in.seal(name);
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    Event event = beforeAppend;
    beforeAppend = null;
    happen(event);
    return in.append(name);
  }

  @Override
  public List<FileInfo> list(String prefix, String after) throws DurabilityException {
    boolean counts = !prefix.startsWith("checkpoints/");
    if (beforeList != null && counts && --listsUntilEvent == 0) {
      Event event = beforeList;
      beforeList = null;
      happen(event);
    }
    return in.list(prefix, after);
  }

  @Override
  public FileWriter create(FileName name) throws DurabilityException {
    FileWriter writer = in.create(name);
    return new FileWriter() {
      @Override
      public void write(ByteBuffer bytes) throws DurabilityException {
        writer.write(bytes);
      }

      @Override
      public Version commit(Condition condition) throws DurabilityException {
        Version version = writer.commit(condition);
        Event event = afterCommit;
        afterCommit = null;
        happen(event);
        return version;
      }

      @Override
      public void close() throws DurabilityException {
        writer.close();
      }
    };
  }

  @Override
  public FileReader open(FileName name) throws DurabilityException {
    FileReader reader = in.open(name);
    return new FileReader() {
      @Override
      public long size() {
        return reader.size();
      }

      @Override
      public void read(long position, ByteBuffer target) throws DurabilityException {
        ReadEvent event = beforeRead;
        if (event != null) {
          happen(() -> event.before(position));
        }
        reader.read(position, target);
      }

      @Override
      public void close() throws DurabilityException {
        reader.close();
      }
    };
  }
}
