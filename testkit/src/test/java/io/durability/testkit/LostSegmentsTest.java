package io.durability.testkit;

import static io.durability.testkit.When.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.durability.Log;
import io.durability.LogInspection;
import io.durability.LogOptions;
import io.durability.errors.CorruptException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Condition;
import io.durability.storage.FileInfo;
import io.durability.storage.MemoryDirectory;
import io.durability.testkit.Operation.Verb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The newest segments of a log are gone, with the markers in them. What is left looks whole; but a
 * checkpoint of entries that it does not have proves that they had been durable.
 */
final class LostSegmentsTest extends LogFixture {

  private static final LogOptions OPTIONS =
      LogOptions.builder()
          .segmentBytes(4096)
          .checkpointsKept(4)
          .idleWatermark(Duration.ZERO)
          .build();

  private String newest = "";

  @Override
  protected MemoryDirectory open() {
    return new MemoryDirectory();
  }

  /** Entries 1 and 2 are left, a checkpoint of entry 5 stays. */
  @BeforeEach
  void loseTheNewestSegments() throws Exception {
    List<String> left;
    try (Log<String> log = openLog(OPTIONS)) {
      add(log, text(1500, 1));
      add(log, text(1500, 2));
      left = segments();
      for (int i = 3; i <= 5; i++) {
        add(log, text(3000, i));
      }
      publish(log);
      add(log, "after");
    }
    newest = checkpoints().get(0);
    List<String> lost = segments().stream().filter(name -> !left.contains(name)).toList();
    assertThat(lost).hasSizeGreaterThan(3);
    dir.delete(lost.stream().map(LogFixture::name).toList());
  }

  private void assertReported(org.assertj.core.api.ThrowableAssert.ThrowingCallable call)
      throws Exception {
    Map<String, ByteBuffer> before = files();
    assertThatThrownBy(call)
        .hasMessageContainingAll("last id >= 5", "found=2")
        .asInstanceOf(type(CorruptException.class))
        .satisfies(
            e -> {
              assertThat(e.location().file()).isEqualTo(newest);
              assertThat(e.location().entryId()).isEqualTo(3);
            });
    assertThat(files()).as("nothing changed").isEqualTo(before);
  }

  @Test
  void recover_isCorrupt() throws Exception {
    assertReported(() -> recovery().latest());
    assertReported(() -> recovery().upTo(3));
  }

  @Test
  void claim_isCorrupt_andTheCheckpointStays() throws Exception {
    assertReported(() -> openLog(OPTIONS));
  }

  @Test
  void inspection_tellsIt() throws Exception {
    assertThat(LogInspection.of(dir).damages())
        .singleElement()
        .satisfies(damage -> assertThat(damage.location().file()).isEqualTo(newest));
  }

  @Test
  void recoverUpToAnIdThatIsThere_works() throws Exception {
    assertThat(recovery().upTo(2).state()).isEqualTo(model().subList(0, 2));
  }

  @Test
  void checkpointOfANewerFormat_isUnsupported() throws Exception {
    dir.write(name(newest), buffer(LogBytes.withVersion(read(newest), 2)), Condition.none());
    assertThatThrownBy(() -> recovery().latest()).isInstanceOf(UnsupportedException.class);
    assertThatThrownBy(() -> openLog(OPTIONS)).isInstanceOf(UnsupportedException.class);
  }

  /** Control, and blind spot B2: with nothing that proves it, the loss cannot be seen. */
  @Test
  void checkpointDamagedOrOfAnotherLog_provesNothing() throws Exception {
    byte[] content = read(newest);
    for (int at : new int[] {20, 40}) {
      byte[] other = content.clone();
      other[at] ^= 1;
      if (at == 20) {
        LogBytes.buffer(other).putInt(60, LogBytes.crc(other, 0, 60));
      }
      dir.write(name(newest), buffer(other), Condition.none());
      assertThat(recover()).isEqualTo(model().subList(0, 2));
    }
    dir.delete(List.of(name(newest)));
    assertThat(recover()).isEqualTo(model().subList(0, 2));
    assertThat(add(openLog(OPTIONS), "goes on")).isEqualTo(3);
  }

  @Test
  void writerPublishesWhileALogIsRecovered_isNoLoss() throws Exception {
    dir.delete(dir.list("").stream().map(FileInfo::name).toList());
    beginModel();
    Log<String> writer = openLog(OPTIONS);
    for (Verb verb : new Verb[] {Verb.LIST, Verb.OPEN, Verb.READ}) {
      for (int nth = 1; nth <= 6; nth++) {
        FaultDirectory reader = new FaultDirectory(dir);
        AtomicBoolean once = new AtomicBoolean();
        reader.before(
            on(verb).nth(nth),
            operation -> {
              if (once.compareAndSet(false, true)) {
                appendAndPublish(writer);
              }
            });
        assertThat(recovery(reader).latest().state()).isSubsetOf(model());
        assertThat(LogInspection.of(reader).damages()).isEmpty();
        assertThat(once).as("%s %d came", verb, nth).isTrue();
      }
    }
    assertRecovered();
  }

  private void appendAndPublish(Log<String> writer) {
    try {
      add(writer, text(3000, model().size()));
      publish(writer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
