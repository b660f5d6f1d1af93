package io.durability.testkit;

import static io.durability.testkit.Fault.Mode.AFTER;
import static io.durability.testkit.Fault.Mode.BEFORE;
import static io.durability.testkit.Fault.Mode.SHORT;
import static io.durability.testkit.Operation.Verb.APPENDER_WRITE;
import static io.durability.testkit.Operation.Verb.SYNC;
import static io.durability.testkit.When.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.errors.PoisonedException;
import io.durability.errors.UnavailableException;
import io.durability.storage.Appender;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.MemoryDirectory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A failing write or sync loses, lands or half lands its bytes, and poisons its appender. */
final class FaultAppenderTest {

  private static final FileName WAL = FileName.of("wal/1");
  private static final byte[] TEN = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

  private final MemoryDirectory memory = new MemoryDirectory();
  private final FaultDirectory dir = new FaultDirectory(memory);

  private byte[] content(FileName name) throws Exception {
    try (FileReader reader = memory.open(name)) {
      ByteBuffer whole = ByteBuffer.allocate((int) reader.size());
      reader.read(0, whole);
      return whole.array();
    }
  }

  private static void assertInjected(ThrowingCallable verb) {
    assertThatThrownBy(verb)
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("injected");
  }

  private static Throwable cause(CompletableFuture<Long> sync) {
    Throwable failure = catchThrowable(sync::join);
    assertThat(failure).isInstanceOf(CompletionException.class);
    return failure.getCause();
  }

  /** Writes ten bytes and syncs, writes ten more and lets their sync fail; what the file has. */
  private byte[] afterFailedSync(Fault.Mode mode) throws Exception {
    dir.failOnce(on(SYNC).nth(2), mode);
    Appender appender = dir.append(WAL);
    appender.write(ByteBuffer.wrap(TEN));
    assertThat(appender.sync().join()).isEqualTo(10);
    appender.write(ByteBuffer.wrap(TEN));
    assertThat(cause(appender.sync()))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("injected");
    assertPoisoned(appender);
    appender.close();
    return content(WAL);
  }

  private static void assertPoisoned(Appender appender) {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> appender.write(ByteBuffer.wrap(TEN)))
          .isInstanceOf(PoisonedException.class)
          .hasCauseInstanceOf(UnavailableException.class);
      assertThat(cause(appender.sync())).isInstanceOf(PoisonedException.class);
    }
  }

  @Test
  void sync_before_losesItsBytes_andPoisons() throws Exception {
    assertThat(afterFailedSync(BEFORE)).isEqualTo(TEN);
  }

  @Test
  void sync_short_landsAPart_andPoisons() throws Exception {
    assertThat(afterFailedSync(SHORT)).startsWith(TEN).hasSize(15).endsWith(0, 1, 2, 3, 4);
  }

  @Test
  void sync_after_landsAll_andPoisons() throws Exception {
    assertThat(afterFailedSync(AFTER)).startsWith(TEN).hasSize(20).endsWith(TEN);
  }

  @Test
  void appenderWrite_failsAsTold_andPoisons() throws Exception {
    Map<Fault.Mode, Integer> landed = Map.of(BEFORE, 0, SHORT, 15, AFTER, 20);
    for (Fault.Mode mode : Fault.Mode.values()) {
      FileName name = FileName.of("wal/" + mode);
      dir.failOnce(on(APPENDER_WRITE).nth(2), mode);
      Appender appender = dir.append(name);
      appender.write(ByteBuffer.wrap(TEN));
      assertInjected(() -> appender.write(ByteBuffer.wrap(TEN)));
      assertPoisoned(appender);
      appender.close();
      assertThat(content(name)).hasSize(landed.get(mode));
    }
  }

  @Test
  void sync_failure_comesAfterTheSyncsBefore() throws Exception {
    FaultDirectory late = new FaultDirectory(new LiberalDirectory(memory));
    late.failOnce(on(SYNC).nth(6), BEFORE);
    List<String> completed = new ArrayList<>();
    List<CompletableFuture<Void>> noted = new ArrayList<>();
    try (Appender appender = late.append(WAL)) {
      for (int i = 0; i < 6; i++) {
        appender.write(ByteBuffer.wrap(TEN));
        noted.add(
            appender
                .sync()
                .handle((length, error) -> error == null ? "acked" : "failed")
                .thenAccept(
                    what -> {
                      synchronized (completed) {
                        completed.add(what);
                      }
                    }));
      }
      for (CompletableFuture<Void> each : noted) {
        each.get(10, TimeUnit.SECONDS);
      }
    }
    assertThat(completed).containsExactly("acked", "acked", "acked", "acked", "acked", "failed");
    assertThat(content(WAL)).hasSize(50);
  }
}
