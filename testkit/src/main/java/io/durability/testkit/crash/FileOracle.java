package io.durability.testkit.crash;

import io.durability.errors.DurabilityException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What a directory may hold after a crash: one of some worlds. While a verb is under way there are
 * those before it and those after it, when it has returned the latter only.
 */
record FileOracle(List<FileWorld> worlds, int depth) implements Oracle {

  private static final String WRITTEN = "z/written";
  private static final String APPENDED = "z/appended";

  /** Returns the worlds now, and those after an effect that is under way. */
  FileOracle during(UnaryOperator<FileWorld> effect) {
    List<FileWorld> all = new ArrayList<>(worlds);
    worlds.stream().map(effect).forEach(all::add);
    return new FileOracle(all, depth);
  }

  FileOracle after(UnaryOperator<FileWorld> effect) {
    return new FileOracle(worlds.stream().map(effect).toList(), depth);
  }

  @Override
  public Object recover(Scene scene) throws IOException {
    Directory directory = scene.start();
    final long changes = scene.changes();
    Map<String, byte[]> found = read(directory);
    if (scene.changes() != changes) {
      throw new AssertionError("reading changed the disk");
    }
    accept(found);
    FileOracle now = this;
    if (scene.isAfterPowerLoss()) {
      FileWorld exactly = FileWorld.EMPTY;
      for (Map.Entry<String, byte[]> file : found.entrySet()) {
        exactly = exactly.with(file.getKey(), new FileWorld.Whole(file.getValue()));
      }
      now = new FileOracle(List.of(exactly), depth);
    }
    now = goOn(scene, directory, now);
    scene.losePower();
    now.accept(read(scene.start()));
    return found;
  }

  private static FileOracle goOn(Scene scene, Directory directory, FileOracle start)
      throws DurabilityException {
    FileOracle now = new FileOracle(start.worlds, start.depth + 1);
    String suffix = "-" + now.depth;
    String written = WRITTEN + suffix;
    String appended = APPENDED + suffix;
    byte[] content = LogHistory.payload(now.depth, 7, 300);
    UnaryOperator<FileWorld> writes = world -> world.with(written, new FileWorld.Whole(content));
    scene.expect(now.during(writes));
    directory.write(FileName.of(written), ByteBuffer.wrap(content), Condition.absent());
    now = now.after(writes);
    UnaryOperator<FileWorld> creates = world -> world.with(appended, new FileWorld.Unsynced());
    now = now.after(creates);
    scene.expect(now);
    Appender appender = directory.append(FileName.of(appended));
    appender.write(ByteBuffer.wrap(content));
    appender.sync().join();
    now = now.after(world -> world.with(appended, new FileWorld.Synced(content)));
    scene.expect(now);
    return now;
  }

  private static Map<String, byte[]> read(Directory directory) throws DurabilityException {
    Map<String, byte[]> found = new TreeMap<>();
    for (FileInfo info : directory.list("")) {
      if (!directory.stat(info.name()).equals(Optional.of(info))) {
        throw new AssertionError("listed and not there: " + info);
      }
      try (FileReader reader = directory.open(info.name())) {
        byte[] content = new byte[Math.toIntExact(reader.size())];
        reader.read(0, ByteBuffer.wrap(content));
        found.put(info.name().value(), content);
      }
    }
    return found;
  }

  @Override
  public String subject() {
    return "files";
  }

  @Override
  @SuppressWarnings("unchecked")
  public void accept(Object finding) {
    Map<String, byte[]> found = (Map<String, byte[]>) finding;
    if (worlds.stream().noneMatch(world -> world.holds(found))) {
      StringBuilder text = new StringBuilder();
      found.forEach(
          (name, content) -> text.append(name).append(' ').append(content.length).append("; "));
      throw new AssertionError("found " + text + " where one of these may be: " + worlds);
    }
  }
}
