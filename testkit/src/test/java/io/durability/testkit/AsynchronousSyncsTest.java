package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Ack;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.SyncPolicy;
import io.durability.storage.FileInfo;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Syncs that complete in threads of the store, at the worst moments: between two looks of the one
 * who leads, and with what depends on them run in any order.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class AsynchronousSyncsTest extends LogFixture {

  @Override
  protected MemoryDirectory open() {
    return new MemoryDirectory();
  }

  private static long appendAndWait(Log<String> log, String entry) {
    try {
      return log.appendDurable(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Log<String> treacherous(SyncPolicy policy) throws IOException {
    return opened(
        Log.open(
            new TreacherousDirectory(dir),
            Codecs.utf8(),
            LogOptions.builder().sync(policy).build()));
  }

  @Test
  void syncCompletesWhileTheDaemonLooks_callbackMayAppendAndWait() throws Exception {
    Log<String> log = treacherous(SyncPolicy.durable());
    CompletableFuture<Long> second =
        log.append("a").durable().thenApply(id -> appendAndWait(log, "b"));
    assertThat(second.get(patience().toSeconds(), TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(inTime(() -> log.appendDurable("c"))).isEqualTo(3);
  }

  @Test
  void syncCompletesWhileACallerLooks_callbackMayAppendAndWait() throws Exception {
    Log<String> log = treacherous(SyncPolicy.buffered());
    Ack first = log.append("a");
    CompletableFuture<Long> second = first.durable().thenApply(id -> appendAndWait(log, "b"));
    assertThat(inTime(first::await)).isEqualTo(1);
    assertThat(second.get(patience().toSeconds(), TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(inTime(() -> log.appendDurable("c"))).isEqualTo(3);
  }

  @Test
  void syncOfAMarkerCompletesWhileLookedAt_publishReturns() throws Exception {
    Log<String> log = treacherous(SyncPolicy.durable());
    for (int round = 1; round <= 3; round++) {
      add(log, "entry " + round);
      assertThat(inTime(() -> publish(log)).markerId()).isEqualTo(2L * round);
    }
    assertRecovered();
  }

  private Log<String> scattering(int threads, long seed) throws IOException {
    return opened(
        Log.open(
            new ScatteringDirectory(dir, 16, threads, seed),
            Codecs.utf8(),
            LogOptions.builder().segmentBytes(4096).idleWatermark(Duration.ZERO).build()));
  }

  @Test
  void storeWithOneThread_callbacksAppendAndWait_alsoAcrossRotations() throws Exception {
    Log<String> log = scattering(1, 0);
    List<CompletableFuture<Long>> seconds = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Ack ack = log.append(text(300, i));
      String second = text(500, 100 + i);
      seconds.add(ack.durable().thenApply(id -> appendAndWait(log, second)));
    }
    for (CompletableFuture<Long> second : seconds) {
      assertThat(second.get(patience().toSeconds(), TimeUnit.SECONDS)).isPositive();
    }
    assertThat(segments()).hasSizeGreaterThan(3);
    assertThat(recover()).hasSize(80);
  }

  @Test
  void toldInAnyOrder_eachAckIsTrueAndEachWatermark() throws Exception {
    for (long seed = 1; seed <= 20; seed++) {
      try {
        toldInAnyOrder(seed);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
      reopen();
      dir.delete(dir.list("").stream().map(FileInfo::name).toList());
    }
  }

  private void toldInAnyOrder(long seed) throws Exception {
    Log<String> log = scattering(4, seed);
    ConcurrentLinkedQueue<String> early = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<Void>> told = new ArrayList<>();
    List<FutureTask<Long>> waiting = new ArrayList<>();
    for (int thread = 0; thread < 3; thread++) {
      int number = thread;
      FutureTask<Long> appends = new FutureTask<>(() -> appendSome(log, seed, number));
      thread(appends).start();
      waiting.add(appends);
    }
    for (int i = 0; i < 40; i++) {
      Ack ack = log.append(text(i * 13 % 400, seed * 1000 + i));
      told.add(
          ack.durable()
              .thenAccept(
                  id -> {
                    if (log.durableId() < id || recoveredLastId() < id) {
                      early.add("told of " + id + " before it was durable");
                    }
                  }));
    }
    for (FutureTask<Long> appends : waiting) {
      assertThat(appends.get(patience().toSeconds(), TimeUnit.SECONDS)).isPositive();
    }
    for (CompletableFuture<Void> one : told) {
      assertThat(one.get(patience().toSeconds(), TimeUnit.SECONDS)).isNull();
    }
    assertThat(early).isEmpty();
    assertThat(recover()).hasSize(70);
  }

  private static long appendSome(Log<String> log, long seed, int thread) throws IOException {
    long last = 0;
    for (int i = 0; i < 10; i++) {
      last = log.appendDurable(text(i * 37 % 700, seed * 1000 + thread * 100L + i));
    }
    return last;
  }

  private long recoveredLastId() {
    try {
      return recovery().latest().lastId();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
