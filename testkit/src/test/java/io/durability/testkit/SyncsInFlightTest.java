package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Ack;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FilterDirectory;
import io.durability.storage.MemoryDirectory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Where several syncs are under way, what depends on an earlier one may run after a later one. */
final class SyncsInFlightTest {

  /** A future of which the dependents run only when a gate opens. */
  private static final class Gated extends CompletableFuture<Long> {
    private final CompletableFuture<Long> gate;

    Gated(CompletableFuture<Long> gate) {
      this.gate = gate;
    }

    @Override
    public <U> CompletableFuture<U> thenApply(Function<? super Long, ? extends U> function) {
      return gate.thenCombine(this, (opened, length) -> function.apply(length));
    }
  }

  /** Gates the dependents of the first sync that follows {@link #gateNext}. */
  private static final class GatingDirectory extends FilterDirectory {
    private final CompletableFuture<Long> gate = new CompletableFuture<>();
    private volatile boolean gateNext;

    GatingDirectory(Directory in) {
      super(in);
    }

    @Override
    public Appender append(FileName name) throws io.durability.errors.DurabilityException {
      return new FilterAppender(in.append(name)) {
        @Override
        public CompletableFuture<Long> sync() {
          CompletableFuture<Long> done = super.sync();
          if (!gateNext) {
            return done;
          }
          gateNext = false;
          Gated gated = new Gated(gate);
          gated.complete(done.join());
          return gated;
        }
      };
    }
  }

  @Test
  void rotation_beforeAnEarlierSyncIsToldOf_watermarksStayTrue() throws Exception {
    GatingDirectory gating = new GatingDirectory(new LateDirectory(new MemoryDirectory()));
    Log<String> log =
        Log.open(gating, Codecs.utf8(), LogOptions.builder().segmentBytes(4096).build());
    gating.gateNext = true;
    Ack a = log.append(LogFixture.text(1500, 1));
    while (gating.gateNext) {
      Thread.onSpinWait();
    }
    assertThat(log.append(LogFixture.text(2300, 2)).await()).isEqualTo(2);
    assertThat(log.durableId()).isEqualTo(2);
    // Into the next segment; only then is what became durable first told of.
    assertThat(log.append(LogFixture.text(200, 3)).await()).isEqualTo(3);
    assertThat(gating.list("wal/")).hasSize(2);
    gating.gate.complete(0L);
    assertThat(a.await()).isEqualTo(1);
    assertThat(log.durableId()).as("never falls").isEqualTo(3);
    assertThat(log.append("d").await()).isEqualTo(4);
    List<String> recovered = LogFixture.recovery(gating).latest().state();
    assertThat(recovered).hasSize(4).last().isEqualTo("4=d");
    log.close();
  }
}
