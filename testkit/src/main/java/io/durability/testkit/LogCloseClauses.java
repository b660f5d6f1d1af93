package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Ack;
import io.durability.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Closing, interrupts and callbacks: L2, L10, L11. */
abstract class LogCloseClauses extends LogCheckpointClauses {

  @Test
  @Tag("L10")
  void close_onReturn_everythingAppendedIsDurable() throws Exception {
    Log<String> log = openLog(small().build());
    List<Ack> acks = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      acks.add(log.append(text(100, i)));
      note(i + 1, text(100, i));
    }
    log.close();
    assertThat(acks).allMatch(Ack::isDurable);
    assertThat(acks.get(99).await()).isEqualTo(100);
    assertThat(log.durableId()).isEqualTo(100);
    assertRecovered();
    reopen();
    assertRecovered();
  }

  @Test
  @Tag("L10")
  void close_again_doesNothing() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    log.close();
    var before = files();
    log.close();
    assertThat(files()).isEqualTo(before);
    assertRecovered();
  }

  @Test
  @Tag("L10")
  void use_afterClose_isRefused() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    log.close();
    assertThatThrownBy(() -> log.append("b")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> log.appendDurable("b")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> log.appendAll(List.of("b"))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(log::sync).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> publish(log)).isInstanceOf(IllegalStateException.class);
    assertThat(log.lastId()).isEqualTo(1);
    assertThat(log.durableId()).isEqualTo(1);
    assertRecovered();
  }

  @Test
  @Tag("L10")
  void close_leavesTheDirectoryOpen() throws Exception {
    openLog().close();
    put("file", bytes(10, 1));
    assertThat(add(openLog(), "a")).isEqualTo(1);
    assertRecovered();
  }

  @Test
  @Tag("fault-74")
  @Tag("L10")
  void close_whileOthersAppend_eachIsKeptOrRefused() throws Exception {
    for (int round = 0; round < 5; round++) {
      List<String> before = recover();
      Log<String> log = openLog(small().build());
      List<String> acked = Collections.synchronizedList(new ArrayList<>(before));
      int label = round;
      together(
          racer -> {
            if (racer == 0) {
              for (int i = 0; i < 20; i++) {
                log.append(label + ":closing:" + i);
              }
              log.close();
              return;
            }
            try {
              for (int i = 0; ; i++) {
                String entry = label + ":" + racer + ":" + i;
                acked.add(line(log.appendDurable(entry), entry));
              }
            } catch (IllegalStateException e) {
              assertThat(e).hasMessageContaining("closed");
            }
          });
      List<String> recovered = recover();
      assertThat(recovered).containsAll(acked);
      assertThat(recovered).hasSize((int) log.lastId());
      assertThat(log.durableId()).isEqualTo(log.lastId());
    }
  }

  @Test
  @Tag("L10")
  void close_byManyThreads_allReturnWhenItIsDone() throws Exception {
    Log<String> log = openLog();
    Ack ack = log.append("a");
    note(1, "a");
    AtomicInteger durable = new AtomicInteger();
    together(
        racer -> {
          log.close();
          if (ack.isDurable()) {
            durable.incrementAndGet();
          }
        });
    assertThat(durable).hasValue(RACERS);
    assertRecovered();
  }

  @Test
  @Tag("fault-33")
  @Tag("L11")
  void interrupted_everyCall_doesItsWorkAndKeepsTheStatus() throws Exception {
    Log<String> log = openLog(small().build());
    note(interrupted(() -> log.append("a")).id(), "a");
    note(interrupted(() -> log.appendDurable("b")), "b");
    note(interrupted(() -> log.append("c").await()), "c");
    long last = interrupted(() -> log.appendAll(List.of("d", "e")).await());
    note(last - 1, "d");
    note(last, "e");
    log.append("f");
    note(6, "f");
    interrupted(
        () -> {
          log.sync();
          return true;
        });
    assertThat(log.durableId()).isEqualTo(6);
    assertThat(interrupted(() -> publish(log)).lastId()).isEqualTo(6);
    assertThat(interrupted(this::recover)).isEqualTo(model());
    interrupted(
        () -> {
          log.close();
          return true;
        });
    assertRecovered();
    Log<String> next = interrupted(this::openLog);
    add(next, "g");
    assertRecovered();
  }

  private static <T> T interrupted(Callable<T> call) throws Exception {
    Thread.currentThread().interrupt();
    boolean left;
    T result;
    try {
      result = call.call();
    } finally {
      left = Thread.interrupted();
    }
    assertThat(left).as("interrupt status after the call").isTrue();
    return result;
  }

  @Test
  @Tag("fault-33")
  @Tag("L11")
  void interrupted_againAndAgain_harmsNothing() throws Exception {
    Log<String> log = openLog(small().build());
    FutureTask<List<String>> appending =
        new FutureTask<>(
            () -> {
              List<String> acked = new ArrayList<>();
              for (int i = 0; i < 300; i++) {
                acked.add(line(log.appendDurable("a" + i), "a" + i));
                acked.add(line(log.append("b" + i).await(), "b" + i));
              }
              return acked;
            });
    Thread writer = thread(appending);
    writer.start();
    while (writer.isAlive()) {
      writer.interrupt();
      Thread.onSpinWait();
    }
    List<String> acked = appending.get(patience().toMillis(), TimeUnit.MILLISECONDS);
    assertThat(recover()).isEqualTo(acked);
    log.close();
    reopen();
    assertThat(recover()).isEqualTo(acked);
  }

  @Test
  @Tag("fault-78")
  @Tag("L2")
  void callback_throws_harmsNothing() throws Exception {
    Log<String> log = openLog();
    CompletableFuture<Long> failing =
        log.append("a")
            .durable()
            .thenApply(
                id -> {
                  throw new IllegalStateException("callback " + id);
                });
    note(1, "a");
    add(log, "b");
    assertThatThrownBy(() -> await(failing)).hasMessageContaining("callback 1");
    assertRecovered();
  }

  @Test
  @Tag("L2")
  void callback_appendsAndWaits_doesNotHang() throws Exception {
    Log<String> log = openLog(small().build());
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    inTime(
        () -> {
          List<CompletableFuture<Void>> futures = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            String entry = "outer " + i;
            Ack ack = log.append(entry);
            told.add(line(ack.id(), entry));
            futures.add(ack.durable().thenAccept(id -> inner(log, id, told)));
          }
          CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new)).join();
          return true;
        });
    assertThat(recover()).hasSize(200).containsExactlyInAnyOrderElementsOf(told);
  }

  private static void inner(Log<String> log, long id, List<String> told) {
    try {
      String entry = "inner " + id;
      switch ((int) (id % 3)) {
        case 0 -> told.add(line(log.appendDurable(entry), entry));
        case 1 -> told.add(line(log.append(entry).await(), entry));
        default -> {
          told.add(line(log.append(entry).id(), entry));
          log.sync();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Tag("L2")
  void callback_appendsAndJoinsTheFuture_doesNotHang() throws Exception {
    Log<String> log = openLog();
    long sum =
        inTime(
            () -> {
              List<CompletableFuture<Long>> futures = new ArrayList<>();
              for (int i = 0; i < 50; i++) {
                futures.add(
                    log.append("outer").durable().thenApply(id -> joined(log, "inner " + id)));
              }
              return futures.stream().mapToLong(CompletableFuture::join).sum();
            });
    assertThat(sum).isPositive();
    assertThat(recover()).hasSize(100);
  }

  private static long joined(Log<String> log, String entry) {
    try {
      return log.append(entry).durable().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Tag("L2")
  void callback_waitsForAnotherThreadsAppend_doesNotHang() throws Exception {
    Log<String> log = openLog();
    long sum =
        inTime(
            () -> {
              List<CompletableFuture<Long>> futures = new ArrayList<>();
              for (int i = 0; i < 20; i++) {
                futures.add(log.append("outer").durable().thenApply(id -> elsewhere(log, id)));
              }
              return futures.stream().mapToLong(CompletableFuture::join).sum();
            });
    assertThat(sum).isPositive();
    assertThat(recover()).hasSize(40);
  }

  private long elsewhere(Log<String> log, long id) {
    try {
      return inTime(() -> log.appendDurable("inner " + id));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Tag("L2")
  void callback_appendsWithoutWaiting_goesOnForEver() throws Exception {
    Log<String> log = openLog();
    assertThat(await(chain(log, 100))).isEqualTo(100);
    assertThat(recover()).hasSize(100);
  }

  /** Appends so many entries, each when the one before is durable. */
  private static CompletableFuture<Long> chain(Log<String> log, int count) throws IOException {
    CompletableFuture<Long> future = log.append("entry " + count).durable();
    if (count == 1) {
      return future;
    }
    return future.thenCompose(
        id -> {
          try {
            return chain(log, count - 1);
          } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
          }
        });
  }

  @Test
  @Tag("L2")
  void callback_closes_doesNotHang() throws Exception {
    for (int round = 0; round < 20; round++) {
      Log<String> log = openLog();
      int count = round % 4 + 1;
      assertThat(inTime(() -> closeFromCallbacks(log, count))).isPositive();
      assertThat(log.durableId()).isEqualTo(log.lastId());
      assertThat(recover()).hasSize((int) log.lastId());
    }
  }

  private long closeFromCallbacks(Log<String> log, int count) throws Exception {
    List<CompletableFuture<Long>> futures = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        futures.add(log.append("a").durable().thenApply(id -> closeAt(log, id)));
      }
    } catch (IllegalStateException e) {
      assertThat(futures).as("the first callback was faster").isNotEmpty();
    }
    long sum = 0;
    for (CompletableFuture<Long> future : futures) {
      sum += await(future);
    }
    return sum;
  }

  private static long closeAt(Log<String> log, long id) {
    try {
      log.close();
      return id;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Tag("L2")
  void callback_publishes_doesNotHang() throws Exception {
    Log<String> log = openLog(small().build());
    for (int i = 0; i < 10; i++) {
      addMany(log, 5, 100);
      String entry = "last of " + i;
      long marker =
          inTime(
              () -> {
                Ack ack = log.append(entry);
                note(ack.id(), entry);
                return ack.durable().thenApply(id -> publishAt(log, id)).join();
              });
      assertThat(marker).isEqualTo(log.lastId());
    }
    assertRecovered();
  }

  private long publishAt(Log<String> log, long id) {
    try {
      return PUBLISHER.publish(log, model(), id).markerId();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
