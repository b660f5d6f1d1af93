package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.Publisher;
import io.durability.errors.PoisonedException;
import io.durability.errors.UnavailableException;
import io.durability.testkit.EntryLog;
import io.durability.testkit.host.ChildJvm;
import io.durability.testkit.host.HostMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log on a machine that is full, or whose processes are frozen. Needs the right to mount. */
@Tag("machine")
class LogMachineTest {

  private static final int TWO_MEBIBYTES = 2 << 20;

  @TempDir Path base;

  private static StringBuilder text(int bytes) {
    return new StringBuilder("x".repeat(bytes));
  }

  @Test
  @Tag("fault-6")
  void diskFull_atAnAppend_isNotAcked_poisons_andTheRestIsReadable() throws Exception {
    try (HostMount mount = HostMount.small(base.toRealPath().resolve("mount"), TWO_MEBIBYTES)) {
      StringBuilder acked = new StringBuilder();
      try (FsDirectory directory = FsDirectory.open(mount.place())) {
        Log<String> log = Log.open(directory, Codecs.utf8());
        assertThatThrownBy(
                () -> {
                  for (int i = 0; i < TWO_MEBIBYTES / 10_000; i++) {
                    String entry = i + text(10_000).toString();
                    log.appendDurable(entry);
                    acked.append(entry).append('\n');
                  }
                })
            .isInstanceOf(PoisonedException.class)
            .hasStackTraceContaining("No space left");
        assertThatThrownBy(() -> log.appendDurable("more")).isInstanceOf(PoisonedException.class);
        assertThat(TracedWriter.recovery(directory).latest().state().toString())
            .startsWith(acked.toString());
      }
      assertThat(acked.length()).isGreaterThan(TWO_MEBIBYTES / 4);
      try (FsDirectory directory = FsDirectory.open(mount.place())) {
        assertThat(TracedWriter.recovery(directory).latest().state().toString())
            .startsWith(acked.toString());
      }
    }
  }

  @Test
  @Tag("fault-7")
  void diskFull_inACheckpoint_leavesTheLogAndTheEarlierCheckpoint_andNoTemp() throws Exception {
    try (HostMount mount = HostMount.small(base.toRealPath().resolve("mount"), TWO_MEBIBYTES);
        FsDirectory directory = FsDirectory.open(mount.place());
        Log<String> log = Log.open(directory, Codecs.utf8())) {
      StringBuilder state = new StringBuilder();
      Publisher<StringBuilder> publisher = Publisher.of(new TextState());
      state.append("a\n");
      publisher.publish(log, state, log.appendDurable("a"));
      state.append("b\n");
      long last = log.appendDurable("b");
      assertThatThrownBy(() -> publisher.publish(log, text(TWO_MEBIBYTES), last))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("No space left");
      try (Stream<Path> temps = Files.list(mount.place().resolve("~temp"))) {
        assertThat(temps).isEmpty();
      }
      assertThat(directory.list("checkpoints/")).hasSize(1);
      assertThat(TracedWriter.recovery(directory).latest().state().toString())
          .isEqualTo(state.toString());
      state.append("c\n");
      publisher.publish(log, state, log.appendDurable("c"));
      assertThat(TracedWriter.recovery(directory).latest().state().toString())
          .isEqualTo(state.toString());
    }
  }

  @Test
  @Tag("fault-36")
  @Tag("fault-79")
  void frozenWriter_holdsItsLock_ackedNothingFromABuffer_andGoesOn() throws Exception {
    Path root = base.toRealPath().resolve("log");
    SortedMap<Long, String> acked = new TreeMap<>();
    try (ChildJvm child = ChildJvm.start(LoadedWriter.class, root.toString())) {
      hear(child, 50, acked);
      child.stop();
      try (FsDirectory second = FsDirectory.open(root)) {
        assertThat(EntryLog.missing(acked, EntryLog.recover(second).state())).isEmpty();
        assertThatThrownBy(() -> Log.open(second, Codecs.utf8()))
            .isInstanceOf(UnavailableException.class)
            .hasMessageContaining("another process");
      }
      child.goOn();
      // More than a pipe holds, so that the last of it was acknowledged after the thaw.
      hear(child, 5_000, acked);
    }
    try (FsDirectory directory = FsDirectory.open(root)) {
      assertThat(EntryLog.missing(acked, EntryLog.recover(directory).state())).isEmpty();
    }
  }

  private static void hear(ChildJvm child, int lines, SortedMap<Long, String> acked)
      throws IOException {
    for (int i = 0; i < lines; i++) {
      String[] line = child.line().split(" ", 2);
      acked.put(Long.parseLong(line[0]), line[1]);
    }
  }
}
