package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.errors.NotFoundException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import io.durability.storage.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What a directory should hold, as plain maps, and the check that it does. */
final class DirectoryModel {

  private static final List<String> NAMES = List.of("a", "b/c", "b/d", "b-e", "f/g/h", "i.j");
  private static final List<String> PREFIXES = List.of("", "b", "b/", "f/g/", "wal/", "zz");

  private final Callable<Directory> opening;
  private final TreeMap<String, byte[]> files = new TreeMap<>();
  private final Map<String, Version> versions = new HashMap<>();
  private final Map<String, Version> stale = new HashMap<>();
  private final List<AppendedModel> appended = new ArrayList<>();
  private Directory dir;
  private int contents;
  private int appends;

  DirectoryModel(Callable<Directory> opening) throws Exception {
    this.opening = opening;
    this.dir = opening.call();
  }

  void run(List<DirectoryStep> steps) throws Exception {
    try {
      for (DirectoryStep step : steps) {
        take(step);
        checkNames();
      }
      checkAll();
      reopen();
      checkAll();
    } finally {
      dir.close();
    }
  }

  private void take(DirectoryStep step) throws Exception {
    switch (step.kind()) {
      case WRITE -> write(step, false);
      case COMMIT -> write(step, true);
      case ABANDON -> abandon(step);
      case DELETE -> delete(step);
      case RENAME -> rename(step);
      case READ -> checkWhole(step.pick(NAMES));
      case STAT -> checkStat(step.pick(NAMES));
      case LIST -> checkListing(step.pick(PREFIXES), NAMES.get(step.size() % NAMES.size()));
      case APPEND -> appended.add(new AppendedModel(dir, "wal/" + ++appends));
      case APPENDER_WRITE, SYNC, APPENDER_CLOSE, SEAL, SETTLE -> appendStep(step);
      case DELETE_APPENDED -> deleteAppended(step);
      case REOPEN -> {
        reopen();
        checkAll();
      }
    }
  }

  private void appendStep(DirectoryStep step) throws Exception {
    if (!appended.isEmpty()) {
      // The newest mostly: older ones are soon sealed.
      int back = step.which() % Math.min(3, appended.size());
      appended.get(appended.size() - 1 - back).take(dir, step, contents++);
    }
  }

  private void deleteAppended(DirectoryStep step) throws Exception {
    if (!appended.isEmpty()) {
      AppendedModel gone = step.pick(appended);
      gone.end();
      dir.seal(FileName.of(gone.name()));
      dir.delete(List.of(FileName.of(gone.name())));
      appended.remove(gone);
    }
  }

  private byte[] content(int length) {
    return DirectoryFixture.bytes(length, ++contents);
  }

  /** Returns a condition, as the step says: none, absent, the current version, an earlier one. */
  private Condition condition(DirectoryStep step, String name) {
    Version current = versions.get(name);
    Version earlier = stale.get(name);
    return switch (step.how() % 4) {
      case 1 -> Condition.absent();
      case 2 -> current == null ? Condition.none() : Condition.matches(current);
      case 3 -> earlier == null ? Condition.none() : Condition.matches(earlier);
      default -> Condition.none();
    };
  }

  private @Nullable Class<? extends DurabilityException> expected(
      Condition condition, String name) {
    if (condition instanceof Condition.Matches matches) {
      if (!dir.traits().versionConditions()) {
        return UnsupportedException.class;
      }
      return matches.version().equals(versions.get(name)) ? null : ConditionNotMetException.class;
    }
    boolean met = condition instanceof Condition.None || !files.containsKey(name);
    return met ? null : ConditionNotMetException.class;
  }

  private void write(DirectoryStep step, boolean inPieces) throws Exception {
    String name = step.pick(NAMES);
    byte[] content = content(step.bytes());
    Condition condition = condition(step, name);
    Class<? extends DurabilityException> expected = expected(condition, name);
    Version[] written = new Version[1];
    Throwable failure =
        catchThrowable(
            () ->
                written[0] =
                    inPieces
                        ? commit(FileName.of(name), content, condition)
                        : dir.write(FileName.of(name), ByteBuffer.wrap(content), condition));
    if (expected != null) {
      assertThat(failure).as("write of %s under %s", name, condition).isInstanceOf(expected);
    } else {
      assertThat(failure).as("write of %s under %s", name, condition).isNull();
      replaced(name, content, written[0]);
    }
    checkStat(name);
  }

  private Version commit(FileName name, byte[] content, Condition condition)
      throws DurabilityException {
    try (FileWriter writer = dir.create(name)) {
      writer.write(ByteBuffer.wrap(content, 0, content.length / 3));
      writer.write(
          ByteBuffer.wrap(content, content.length / 3, content.length - content.length / 3));
      return writer.commit(condition);
    }
  }

  private void replaced(String name, byte[] content, Version version) {
    files.put(name, content);
    Version before = versions.put(name, version);
    if (before != null) {
      stale.put(name, before);
      // Every content is another one, so even a version made from content has to change.
      assertThat(version).as("version of %s", name).isNotEqualTo(before);
    }
  }

  private void abandon(DirectoryStep step) throws Exception {
    try (FileWriter writer = dir.create(FileName.of(step.pick(NAMES)))) {
      writer.write(ByteBuffer.wrap(content(step.bytes())));
      checkNames();
    }
  }

  private void delete(DirectoryStep step) throws Exception {
    List<FileName> names = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      if ((step.which() >> i & 1) == 1) {
        names.add(FileName.of(NAMES.get(i)));
      }
    }
    dir.delete(names);
    for (FileName name : names) {
      files.remove(name.value());
      Version before = versions.remove(name.value());
      if (before != null) {
        stale.put(name.value(), before);
      }
    }
  }

  private void rename(DirectoryStep step) throws Exception {
    String from = step.pick(NAMES);
    String to = NAMES.get(step.size() % NAMES.size());
    byte[] content = files.get(from);
    Throwable failure = catchThrowable(() -> dir.rename(FileName.of(from), FileName.of(to)));
    if (content == null) {
      assertThat(failure).as("rename of absent %s", from).isInstanceOf(NotFoundException.class);
      return;
    }
    assertThat(failure).as("rename of %s to %s", from, to).isNull();
    if (!from.equals(to)) {
      files.remove(from);
      Version before = versions.remove(from);
      if (before != null) {
        stale.put(from, before);
      }
      replaced(to, content, dir.stat(FileName.of(to)).orElseThrow().version());
    }
    checkWhole(to);
  }

  private void reopen() throws Exception {
    dir.close();
    dir = opening.call();
    appended.forEach(AppendedModel::reopened);
  }

  private void checkStat(String name) throws Exception {
    FileInfo found = dir.stat(FileName.of(name)).orElse(null);
    byte[] content = files.get(name);
    if (content == null || found == null) {
      assertThat(found == null).as("absence of %s", name).isEqualTo(content == null);
      return;
    }
    assertThat(found.size()).as("size of %s", name).isEqualTo(content.length);
    assertThat(found.version()).as("version of %s", name).isEqualTo(versions.get(name));
  }

  private void checkWhole(String name) throws Exception {
    checkStat(name);
    byte[] content = files.get(name);
    if (content == null) {
      assertThat(catchThrowable(() -> dir.open(FileName.of(name)).close()))
          .as("open of absent %s", name)
          .isInstanceOf(NotFoundException.class);
      return;
    }
    try (FileReader reader = dir.open(FileName.of(name))) {
      int half = content.length / 2;
      assertThat(reader.size()).as("readable size of %s", name).isEqualTo(content.length);
      DirectoryFixture.assertBytes(
          name,
          DirectoryFixture.range(reader, half, content.length - half),
          Arrays.copyOfRange(content, half, content.length));
      DirectoryFixture.assertRange(reader, 0, content.length, content);
    }
  }

  private void checkNames() throws Exception {
    checkListing("", "");
  }

  private void checkListing(String prefix, String after) throws Exception {
    TreeSet<String> expected = new TreeSet<>(files.keySet());
    appended.forEach(each -> expected.add(each.name()));
    expected.removeIf(name -> !name.startsWith(prefix) || name.compareTo(after) <= 0);
    assertThat(DirectoryFixture.names(dir.list(prefix, after)))
        .as("listing of '%s' after '%s'", prefix, after)
        .containsExactlyElementsOf(expected);
  }

  private void checkAll() throws Exception {
    checkNames();
    for (String name : NAMES) {
      checkWhole(name);
    }
    for (AppendedModel each : appended) {
      each.check(dir);
    }
  }
}
