package io.durability.testkit;

import static io.durability.testkit.Operation.Verb.DELETE;
import static io.durability.testkit.Operation.Verb.SYNC;
import static io.durability.testkit.When.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Log;
import io.durability.LogOptions;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The few lines for operators, and the logger they come from. */
final class LogLoggerTest extends LogFixture {

  private static final Logger LOGGER = Logger.getLogger("io.durability.Log");

  private final FaultDirectory faults = new FaultDirectory(new MemoryDirectory());
  private final List<LogRecord> lines = new CopyOnWriteArrayList<>();
  private final Handler handler = new Lines();

  @Override
  protected Directory open() {
    return faults;
  }

  @BeforeEach
  void listen() {
    LOGGER.addHandler(handler);
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    LOGGER.removeHandler(handler);
    LOGGER.setUseParentHandlers(true);
  }

  private void assertOneLine(Level level, String begin) {
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).getLevel()).isEqualTo(level);
    assertThat(lines.get(0).getMessage()).startsWith(begin);
    lines.clear();
  }

  @Test
  void ordinaryLife_logsNothing() throws Exception {
    Log<String> log = openLog(small().checkpointsKept(1).build());
    addMany(log, 50, 200);
    publish(log);
    log.close();
    openLog();
    assertThat(lines).isEmpty();
  }

  @Test
  void poisonedThenTornTail_eachOneLine() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    faults.failOnce(on(SYNC), Fault.Mode.SHORT);
    assertThatThrownBy(() -> log.appendDurable(text(100_000, 1)))
        .isInstanceOf(PoisonedException.class);
    assertThatThrownBy(() -> log.append("c")).isInstanceOf(PoisonedException.class);
    assertOneLine(Level.SEVERE, "poisoned: a write or sync failed");
    openLog();
    assertOneLine(Level.INFO, "a torn tail was dropped");
  }

  @Test
  void superseded_oneLine() throws Exception {
    Log<String> log = openLog();
    openLog();
    assertThatThrownBy(() -> log.appendDurable("c")).isInstanceOf(SupersededException.class);
    assertThatThrownBy(() -> log.appendDurable("d")).isInstanceOf(SupersededException.class);
    assertOneLine(Level.WARNING, "superseded: another writer has taken over");
  }

  @Test
  void truncationFails_oneLine() throws Exception {
    Log<String> log = openLog(LogOptions.builder().checkpointsKept(1).build());
    add(log, "a");
    publish(log);
    add(log, "b");
    faults.failOnce(on(DELETE).under("wal/"), Fault.Mode.BEFORE);
    assertThat(publish(log).deletionFailure()).isPresent();
    assertOneLine(Level.WARNING, "truncation incomplete, the next publish makes up for it");
  }

  private final class Lines extends Handler {
    @Override
    public void publish(LogRecord line) {
      lines.add(line);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
