package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogCopy;
import io.durability.LogOptions;
import io.durability.Recovered;
import io.durability.errors.ConditionNotMetException;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.NotFoundException;
import io.durability.errors.UnavailableException;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A log is copied whole, or whoever opens the copy is refused. */
final class LogCopyTest {

  private static final LogOptions SMALL = LogOptions.builder().segmentBytes(4096).build();

  private static final FileName GUARD = FileName.of("frontier/" + "0" + Long.MAX_VALUE);

  private static final List<Fault.Mode> MODES = List.of(Fault.Mode.values());

  private final List<String> state = new ArrayList<>();

  /** A log that was published and truncated, with a batch and a marker behind its checkpoint. */
  private void fill(Log<String> log) throws IOException {
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 12; i++) {
        String entry = LogFixture.text(400, state.size() + 1);
        state.add(LogFixture.line(log.appendDurable(entry), entry));
      }
      LogFixture.PUBLISHER.publish(log, state, log.durableId());
    }
    long last = log.appendAll(List.of("a", "b")).await();
    state.add(LogFixture.line(last - 1, "a"));
    state.add(LogFixture.line(last, "b"));
  }

  private void fill(Directory directory) throws IOException {
    try (Log<String> log = Log.open(directory, Codecs.utf8(), SMALL)) {
      fill(log);
    }
  }

  private static LogCopy.Result copy(Directory from, Directory to) throws DurabilityException {
    return LogCopy.of(from, to).run();
  }

  /** Replaces a file by what is made of it. */
  private static void change(Directory directory, FileName name, UnaryOperator<byte[]> change)
      throws DurabilityException {
    byte[] content;
    try (FileReader reader = directory.open(name)) {
      content = DirectoryFixture.range(reader, 0, Math.toIntExact(reader.size()));
    }
    directory.write(name, ByteBuffer.wrap(change.apply(content)), Condition.none());
  }

  private static byte[] flipped(byte[] content, int at) {
    content[at] ^= 1;
    return content;
  }

  private static List<String> recovered(Directory directory) throws IOException {
    return LogFixture.recovery(directory).latest().state();
  }

  private static Directory objects() {
    return new ObjectStoreDirectory(new MemoryObjectStore());
  }

  private static Directory blocks() {
    return new AlignedDirectory(new MemoryDirectory(), 4096);
  }

  @Test
  void copy_fromStoreToStore_isTheSameLog_andGoesOnUnderTheNextIds() throws Exception {
    List<Directory> places = List.of(new MemoryDirectory(), objects(), blocks(), objects());
    fill(places.get(0));
    for (int i = 1; i < places.size(); i++) {
      Directory from = places.get(i - 1);
      Directory to = places.get(i);
      LogCopy.Result result = copy(from, to);
      Recovered<List<String>, String> recovered = LogFixture.recovery(to).latest();
      assertThat(recovered.state()).isEqualTo(state);
      assertThat(recovered.lastId()).isEqualTo(result.lastId());
      assertThat(recovered.bytesDropped()).isZero();
      assertThat(result.bytesCopied()).isEqualTo(result.bytes()).isPositive();
      assertThat(result.checkpoints()).isEqualTo(2);
      assertThat(recovered(from)).isEqualTo(state);
      try (Log<String> log = recovered.claim(SMALL)) {
        assertThat(log.appendDurable("next")).isEqualTo(result.lastId() + 1);
        state.add(LogFixture.line(result.lastId() + 1, "next"));
        LogFixture.PUBLISHER.publish(log, state, log.durableId());
      }
      assertThat(recovered(to)).isEqualTo(state);
    }
  }

  @Test
  void copy_ofAnEmptyLog_isAnEmptyLog() throws Exception {
    Directory from = new MemoryDirectory();
    Log.open(from, Codecs.utf8(), SMALL).close();
    Directory to = objects();
    assertThat(copy(from, to).lastId()).isZero();
    assertThat(recovered(to)).isEmpty();
  }

  @Test
  void copy_cutAtEachOperation_isRefusedToAll_untilItWasRunAgain() throws Exception {
    Directory from = new MemoryDirectory();
    fill(from);
    int refused = 0;
    int fails = 1;
    for (boolean fired = true; fired; fails++) {
      MemoryObjectStore store = new MemoryObjectStore();
      FaultDirectory faults = new FaultDirectory(new ObjectStoreDirectory(store));
      Fault.Mode mode = MODES.get(fails % MODES.size());
      Fault fault = faults.failForever(When.operation(fails), mode);
      try {
        copy(from, faults);
      } catch (DurabilityException e) {
        assertThat(e).hasStackTraceContaining("injected");
      }
      fired = fault.fired();
      Directory cut = new ObjectStoreDirectory(store.another());
      if (!cut.list("").isEmpty() && fired) {
        refused += refusedOrWhole(cut) ? 1 : 0;
      }
      Directory again = new ObjectStoreDirectory(store.another());
      boolean whole = again.stat(GUARD).isEmpty() && !again.list("wal/").isEmpty();
      if (!whole) {
        LogCopy.Result result = copy(from, again);
        assertThat(result.bytesCopied()).isLessThanOrEqualTo(result.bytes());
      }
      assertThat(recovered(again)).as("cut at operation %s", fails).isEqualTo(state);
      try (Log<String> log = LogFixture.recovery(again).latest().claim(SMALL)) {
        log.appendDurable("next");
      }
    }
    assertThat(refused).as("cuts that leave half a copy").isGreaterThan(20);
  }

  /** True if it is refused; else it must be whole: the guard had gone when the copy was cut. */
  private boolean refusedOrWhole(Directory cut) throws IOException {
    if (cut.stat(GUARD).isEmpty()) {
      assertThat(recovered(cut)).isEqualTo(state);
      return false;
    }
    assertThatThrownBy(() -> recovered(cut)).isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> Log.open(cut, Codecs.utf8(), SMALL))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("was not finished");
    return true;
  }

  @Test
  void halfACopyWithoutTheGuard_wouldPassForAShorterLog() throws Exception {
    Directory from = new MemoryDirectory();
    try (Log<String> log = Log.open(from, Codecs.utf8(), SMALL)) {
      for (int i = 0; i < 40; i++) {
        log.appendDurable(LogFixture.text(400, i));
      }
    }
    Directory to = new MemoryDirectory();
    FaultDirectory faults = new FaultDirectory(to);
    faults.failForever(When.on(Operation.Verb.CREATE).nth(3), Fault.Mode.BEFORE);
    assertThatThrownBy(() -> copy(from, faults)).isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> recovered(to)).isInstanceOf(UnavailableException.class);
    to.delete(List.of(GUARD));
    assertThat(recovered(to)).isNotEmpty().hasSizeLessThan(40);
  }

  @Test
  void runAgain_copiesOnlyWhatIsMissing() throws Exception {
    Directory from = new MemoryDirectory();
    fill(from);
    Directory to = objects();
    FaultDirectory faults = new FaultDirectory(to);
    faults.failForever(When.on(Operation.Verb.CREATE).nth(4), Fault.Mode.BEFORE);
    assertThatThrownBy(() -> copy(from, faults)).isInstanceOf(UnavailableException.class);
    LogCopy.Result result = copy(from, to);
    assertThat(result.bytesCopied()).isPositive().isLessThan(result.bytes());
    assertThat(recovered(to)).isEqualTo(state);
  }

  @Test
  void logHasGoneOn_sinceTheCopyWasCut_theCopyIsOfNow() throws Exception {
    Directory from = new MemoryDirectory();
    try (Log<String> log = Log.open(from, Codecs.utf8(), SMALL)) {
      fill(log);
      Directory to = objects();
      FaultDirectory faults = new FaultDirectory(to);
      // All files are there, and the segment behind them.
      faults.failForever(When.on(Operation.Verb.DELETE).under("frontier/"), Fault.Mode.BEFORE);
      assertThatThrownBy(() -> copy(from, faults)).isInstanceOf(UnavailableException.class);
      fill(log);
      copy(from, to);
      assertThat(recovered(to)).isEqualTo(state);
      try (Log<String> other = LogFixture.recovery(to).latest().claim(SMALL)) {
        other.appendDurable("there");
      }
      // Its writer was not disturbed.
      log.appendDurable("here");
    }
  }

  @Test
  void tornTail_isLeftOut_andTold() throws Exception {
    MemoryDirectory from = new MemoryDirectory();
    fill(from);
    FileName last = from.list("wal/").get(from.list("wal/").size() - 1).name();
    change(from, last, content -> Arrays.copyOf(content, content.length + 8));
    change(from, last, content -> flipped(content, content.length - 1));
    Directory to = objects();
    assertThat(copy(from, to).tornBytes()).isEqualTo(8);
    Recovered<List<String>, String> recovered = LogFixture.recovery(to).latest();
    assertThat(recovered.state()).isEqualTo(state);
    assertThat(recovered.bytesDropped()).isZero();
  }

  @Test
  void damagedLog_isNotCopied() throws Exception {
    MemoryDirectory from = new MemoryDirectory();
    fill(from);
    FileName first = from.list("wal/").get(1).name();
    change(from, first, content -> flipped(content, content.length / 2));
    Directory to = objects();
    assertThatThrownBy(() -> copy(from, to)).isInstanceOf(CorruptException.class);
    assertThatThrownBy(() -> recovered(to)).isInstanceOf(UnavailableException.class);
  }

  @Test
  void damageOnTheWay_isFound() throws Exception {
    Directory from = new MemoryDirectory();
    fill(from);
    Directory to = new MemoryDirectory();
    FaultDirectory faults = new FaultDirectory(to);
    faults.before(
        When.on(Operation.Verb.DELETE),
        operation -> {
          try {
            change(
                to, to.list("wal/").get(0).name(), content -> flipped(content, content.length / 2));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    assertThatThrownBy(() -> copy(from, faults)).isInstanceOf(CorruptException.class);
    assertThatThrownBy(() -> recovered(to)).isInstanceOf(UnavailableException.class);
  }

  @Test
  void anotherLog_orHalfOfOne_isLeftAsItIs() throws Exception {
    Directory from = new MemoryDirectory();
    fill(from);
    Directory taken = new MemoryDirectory();
    Log.open(taken, Codecs.utf8(), SMALL).close();
    assertThatThrownBy(() -> copy(from, taken)).isInstanceOf(ConditionNotMetException.class);
    assertThat(recovered(taken)).isEmpty();
    assertThatThrownBy(() -> copy(from, from)).isInstanceOf(ConditionNotMetException.class);
    Directory half = new MemoryDirectory();
    half.write(
        GUARD,
        ByteBuffer.wrap("00000000-0000-0000-0000-000000000001".getBytes(StandardCharsets.US_ASCII)),
        Condition.absent());
    assertThatThrownBy(() -> copy(from, half))
        .isInstanceOf(ConditionNotMetException.class)
        .hasMessageContaining("unfinished copy of another log");
    assertThatThrownBy(() -> copy(half, new MemoryDirectory()))
        .isInstanceOf(UnavailableException.class);
  }

  @Test
  void fileThatIsShorterThanTheLogSays_orMissing_isCorrupt_andNamed() throws Exception {
    for (String folder : List.of("wal/", "checkpoints/")) {
      Directory cut = new MemoryDirectory();
      fill(cut);
      FileName first = cut.list(folder).get(0).name();
      change(cut, first, content -> Arrays.copyOf(content, content.length - 100));
      assertNamed(cut, first);
    }
    Directory lacking = new MemoryDirectory();
    fill(lacking);
    FileName newest = lacking.list("checkpoints/").get(1).name();
    lacking.delete(List.of(newest));
    assertNamed(lacking, newest);
  }

  private static void assertNamed(Directory damaged, FileName name) {
    assertThatThrownBy(() -> copy(damaged, new MemoryDirectory()))
        .isInstanceOfSatisfying(
            CorruptException.class, e -> assertThat(e.location().file()).isEqualTo(name.value()));
  }

  @Test
  void noLog_isNotFound_andNothingIsMade() throws Exception {
    Directory to = new MemoryDirectory();
    assertThatThrownBy(() -> copy(new MemoryDirectory(), to)).isInstanceOf(NotFoundException.class);
    assertThat(to.list("")).isEmpty();
  }

  @Test
  void progress_reachesTheEnd_ofBothStages() throws Exception {
    Directory from = new MemoryDirectory();
    fill(from);
    long[] last = new long[4];
    LogCopy.Result result =
        LogCopy.of(from, objects())
            .run(
                (done, all) -> {
                  last[0] = done;
                  last[1] = all;
                },
                (done, all) -> {
                  last[2] = done;
                  last[3] = all;
                });
    assertThat(last[0]).isEqualTo(last[1]).isEqualTo(result.bytes());
    assertThat(last[2]).isEqualTo(last[3]).isPositive();
  }
}
