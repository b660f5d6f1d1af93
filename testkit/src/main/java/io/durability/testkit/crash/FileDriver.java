package io.durability.testkit.crash;

import io.durability.errors.DurabilityException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A process that uses the verbs of a directory, and keeps the scene's oracle up to date. */
final class FileDriver {

  private static final String PLAIN = "a";
  private static final String IN_FOLDER = "folder/b";
  private static final int SYNCED_BYTES = 600;

  private final Scene scene;
  private FileOracle now = nothing();
  private int count;
  private String appended = "";
  private byte[] synced = new byte[0];
  private boolean hasPlain;
  private @Nullable Directory directory;

  FileDriver(Scene scene) {
    this.scene = scene;
    scene.expect(now);
  }

  static FileOracle nothing() {
    return new FileOracle(List.of(FileWorld.EMPTY), 0);
  }

  private Directory directory() throws DurabilityException {
    Directory open = directory;
    if (open == null) {
      open = scene.start();
      directory = open;
    }
    return open;
  }

  private void during(UnaryOperator<FileWorld> effect) {
    scene.expect(now.during(effect));
  }

  private void done(UnaryOperator<FileWorld> effect) {
    now = now.after(effect);
    scene.expect(now);
  }

  private byte[] content(int size) {
    count++;
    return LogHistory.payload(count, 3, size);
  }

  /** Writes a file whatever is there: by a rename on a file system. */
  void write() throws DurabilityException {
    byte[] content = content(700);
    UnaryOperator<FileWorld> effect = world -> world.with(PLAIN, new FileWorld.Whole(content));
    during(effect);
    directory().write(FileName.of(PLAIN), ByteBuffer.wrap(content), Condition.none());
    done(effect);
    hasPlain = true;
  }

  /** Writes a file that was not there: by a link on a file system. */
  void writeNew() throws DurabilityException {
    byte[] content = content(200);
    String name = "new/" + count;
    UnaryOperator<FileWorld> effect = world -> world.with(name, new FileWorld.Whole(content));
    during(effect);
    directory().write(FileName.of(name), ByteBuffer.wrap(content), Condition.absent());
    done(effect);
  }

  /** Writes a file in pieces. */
  void commit() throws DurabilityException {
    byte[] content = content(1500);
    UnaryOperator<FileWorld> effect = world -> world.with(IN_FOLDER, new FileWorld.Whole(content));
    try (FileWriter writer = directory().create(FileName.of(IN_FOLDER))) {
      writer.write(ByteBuffer.wrap(content, 0, 900));
      writer.write(ByteBuffer.wrap(content, 900, 600));
      during(effect);
      writer.commit(Condition.none());
    }
    done(effect);
  }

  void rename() throws DurabilityException {
    if (hasPlain) {
      UnaryOperator<FileWorld> effect = world -> world.renamed(PLAIN, IN_FOLDER);
      during(effect);
      directory().rename(FileName.of(PLAIN), FileName.of(IN_FOLDER));
      done(effect);
      hasPlain = false;
    }
  }

  /** Deletes two files, of which a crash in between may leave any. */
  void delete() throws DurabilityException {
    UnaryOperator<FileWorld> one = world -> world.without(PLAIN);
    UnaryOperator<FileWorld> other = world -> world.without(IN_FOLDER);
    scene.expect(now.during(one).during(other));
    directory().delete(List.of(FileName.of(PLAIN), FileName.of(IN_FOLDER)));
    done(world -> other.apply(one.apply(world)));
    hasPlain = false;
  }

  /** Creates an append file, syncs once, and writes more that is not synced. */
  void append() throws DurabilityException {
    byte[] content = content(SYNCED_BYTES);
    String name = "wal/" + count;
    done(world -> world.with(name, new FileWorld.Unsynced()));
    Appender appender = directory().append(FileName.of(name));
    appender.write(ByteBuffer.wrap(content, 0, 200));
    appender.write(ByteBuffer.wrap(content, 200, 400));
    appender.sync().join();
    done(world -> world.with(name, new FileWorld.Synced(content)));
    appender.write(ByteBuffer.wrap(content(300)));
    appended = name;
    synced = content;
  }

  /** Settles the newest append file where its last sync was. */
  void settle() throws DurabilityException {
    if (!appended.isEmpty()) {
      String name = appended;
      byte[] content = synced;
      directory().seal(FileName.of(name));
      directory().settle(FileName.of(name), 0, SYNCED_BYTES);
      done(world -> world.with(name, new FileWorld.Settled(content)));
    }
  }

  void reopen() throws DurabilityException {
    scene.stop();
    directory = null;
    directory().delete(List.of());
  }

  void killAndOpen() throws DurabilityException {
    scene.kill();
    directory = null;
    directory().delete(List.of());
  }
}
