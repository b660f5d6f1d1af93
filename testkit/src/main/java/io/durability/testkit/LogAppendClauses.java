package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Ack;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.errors.DurabilityException;
import io.durability.storage.FileInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ids, acknowledgements, batches and segments: L1, L2, L4, L5. */
abstract class LogAppendClauses extends LogFixture {

  private static final int THREAD_APPENDS = 500;

  @Test
  @Tag("L4")
  void ids_newLog_beginAtOne() throws Exception {
    Log<String> log = openLog();
    assertThat(log.lastId()).isZero();
    assertThat(log.durableId()).isZero();
    assertThat(add(log, "a")).isEqualTo(1);
    assertThat(log.append("b").id()).isEqualTo(2);
    assertThat(log.appendAll(List.of("c", "d")).id()).isEqualTo(4);
    assertThat(log.lastId()).isEqualTo(4);
  }

  @Test
  @Tag("L4")
  void ids_overManySegments_areDense() throws Exception {
    Log<String> log = openLog(small().build());
    addMany(log, 100, 300);
    assertThat(log.lastId()).isEqualTo(100);
    assertThat(segments()).hasSizeGreaterThan(3);
    assertRecovered();
  }

  @Test
  @Tag("L4")
  void ids_afterReopen_goOn() throws Exception {
    for (int round = 0; round < 12; round++) {
      assertRecovered();
      Log<String> log = openLog();
      assertThat(log.lastId()).isEqualTo(round * 2L);
      assertThat(log.durableId()).isEqualTo(round * 2L);
      add(log, "a" + round);
      add(log, "b" + round);
      if (round % 3 == 0) {
        log.close();
      }
      if (round % 2 == 0) {
        reopen();
      }
    }
    assertRecovered();
  }

  @Test
  @Tag("L4")
  void ids_afterEverythingWasTruncated_goOn() throws Exception {
    Log<String> log = openLog(small().checkpointsKept(1).build());
    addMany(log, 50, 300);
    publish(log);
    publish(log);
    assertThat(segments()).as("all covered but the last").hasSizeLessThanOrEqualTo(2);
    long last = log.lastId();
    log.close();
    reopen();
    log = openLog();
    assertThat(log.lastId()).isEqualTo(last);
    assertThat(add(log, "next")).isEqualTo(last + 1);
    assertRecovered();
  }

  @Test
  @Tag("L4")
  void ids_marker_takesOne() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    add(log, "b");
    assertThat(publish(log).markerId()).isEqualTo(3);
    assertThat(log.lastId()).isEqualTo(3);
    assertThat(log.durableId()).isEqualTo(3);
    assertThat(add(log, "c")).isEqualTo(4);
    assertThat(assertRecovered().lastId()).isEqualTo(4);
  }

  @Test
  @Tag("L2")
  void append_ack_givesIdAtOnceAndDurabilityLater() throws Exception {
    Log<String> log = openLog();
    Ack ack = log.append("a");
    assertThat(ack.id()).isEqualTo(note(1, "a"));
    assertThat(ack.await()).isEqualTo(1);
    assertThat(ack.isDurable()).isTrue();
    assertThat(ack.durable()).isCompletedWithValue(1L);
    assertThat(ack.await()).as("a second time").isEqualTo(1);
    assertThat(log.durableId()).isEqualTo(1);
    assertRecovered();
  }

  @Test
  @Tag("L2")
  void append_nobodyWaits_isCommittedAllTheSame() throws Exception {
    Log<String> log = openLog();
    CompletableFuture<Long> future = log.append("a").durable();
    note(1, "a");
    assertThat(await(future)).isEqualTo(1);
    assertRecovered();
  }

  @Test
  @Tag("L2")
  void append_futureOfEachAsked_completesInAnyCase() throws Exception {
    Log<String> log = openLog(small().build());
    List<CompletableFuture<Long>> futures = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Ack ack = log.append(text(50, i));
      note(ack.id(), text(50, i));
      futures.add(ack.durable());
      futures.add(ack.durable());
    }
    for (int i = 0; i < futures.size(); i++) {
      assertThat(await(futures.get(i))).isEqualTo(i / 2 + 1);
    }
    assertRecovered();
  }

  @Test
  @Tag("L2")
  void appendDurable_onReturn_isRecoveredBesideTheWriter() throws Exception {
    Log<String> log = openLog();
    for (int i = 0; i < 20; i++) {
      add(log, "entry " + i);
      assertThat(log.durableId()).isEqualTo(i + 1);
      assertRecovered();
    }
  }

  @Test
  @Tag("L2")
  void sync_onReturn_everythingBeforeIsDurable() throws Exception {
    Log<String> log = openLog();
    log.sync();
    Ack ack = log.append("a");
    note(ack.id(), "a");
    Ack batch = log.appendAll(List.of("b", "c"));
    note(2, "b");
    note(3, "c");
    log.sync();
    assertThat(ack.isDurable()).isTrue();
    assertThat(batch.isDurable()).isTrue();
    assertThat(log.durableId()).isEqualTo(3);
    log.sync();
    assertRecovered();
  }

  @Test
  @Tag("L5")
  void appendAll_ack_tellsTheLastId() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    Ack ack = log.appendAll(List.of("b", "c", "d"));
    assertThat(ack.id()).isEqualTo(4);
    assertThat(ack.await()).isEqualTo(4);
    note(2, "b");
    note(3, "c");
    note(4, "d");
    assertThat(log.appendAll(List.of("e")).await()).isEqualTo(note(5, "e"));
    assertRecovered();
  }

  @Test
  @Tag("L5")
  void appendAll_largerThanASegment_staysInOne() throws Exception {
    Log<String> log = openLog(small().build());
    add(log, "before");
    List<String> before = segments();
    List<String> batch = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      batch.add(text(500, i));
    }
    long last = log.appendAll(batch).await();
    for (int i = 0; i < batch.size(); i++) {
      note(last - batch.size() + 1 + i, batch.get(i));
    }
    List<FileInfo> after =
        dir.list("wal/").stream().filter(file -> !before.contains(file.name().value())).toList();
    assertThat(after).as("segments begun for the batch").hasSize(1);
    assertThat(after.get(0).size()).isGreaterThanOrEqualTo(40 * 532);
    add(log, "after");
    assertRecovered();
  }

  @Test
  @Tag("L5")
  void appendAll_ofSeveralMegabytes_isReadBack() throws Exception {
    Log<String> log = openLog();
    add(log, "before");
    List<String> batch = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      batch.add(text(32 << 10, i));
    }
    batch.add(text(600 << 10, 64));
    long first = log.lastId() + 1;
    assertThat(log.appendAll(batch).await()).isEqualTo(first + 64);
    for (int i = 0; i < batch.size(); i++) {
      note(first + i, batch.get(i));
    }
    add(log, "after");
    assertRecovered();
    assertThat(readFrom(40)).isEqualTo(model().subList(39, model().size()));
  }

  @Test
  @Tag("L1")
  void threads_appendDurable_eachIdOnceAndEachThreadsOrderKept() throws Exception {
    Log<String> log = openLog(LogOptions.builder().segmentBytes(64 << 10).build());
    List<List<Long>> ids = new ArrayList<>();
    for (int i = 0; i < RACERS; i++) {
      ids.add(new ArrayList<>());
    }
    together(
        racer -> {
          for (int i = 0; i < THREAD_APPENDS; i++) {
            ids.get(racer).add(log.appendDurable(racer + ":" + i));
          }
        });
    assertThat(log.durableId()).isEqualTo(RACERS * (long) THREAD_APPENDS);
    assertThreads(ids, recover());
    reopen();
    assertThreads(ids, recover());
  }

  /** Checks a recovered state against what each thread was told. */
  private static void assertThreads(List<List<Long>> ids, List<String> recovered) {
    String[] expected = new String[recovered.size()];
    for (int racer = 0; racer < ids.size(); racer++) {
      assertThat(ids.get(racer)).isSorted();
      for (int i = 0; i < ids.get(racer).size(); i++) {
        long id = ids.get(racer).get(i);
        expected[(int) id - 1] = line(id, racer + ":" + i);
      }
    }
    assertThat(recovered).containsExactly(expected);
  }

  @Test
  @Tag("fault-74")
  @Tag("L1")
  void threads_allKindsOfAppends_recoveredAsAppended() throws Exception {
    Log<String> log = openLog(LogOptions.builder().segmentBytes(32 << 10).build());
    List<List<String>> told = new ArrayList<>();
    for (int i = 0; i < RACERS; i++) {
      told.add(new ArrayList<>());
    }
    together(racer -> appendMixed(log, racer, told.get(racer)));
    log.sync();
    List<String> expected = new ArrayList<>();
    told.forEach(expected::addAll);
    List<String> recovered = recover();
    assertThat(recovered).containsExactlyInAnyOrderElementsOf(expected);
    for (int i = 0; i < recovered.size(); i++) {
      assertThat(recovered.get(i)).startsWith(i + 1 + "=");
    }
    log.close();
    reopen();
    assertThat(recover()).isEqualTo(recovered);
  }

  private void appendMixed(Log<String> log, int racer, List<String> told) throws Exception {
    SplittableRandom random = new SplittableRandom(racer);
    for (int i = 0; i < THREAD_APPENDS; i++) {
      String entry = racer + ":" + i + text(random.nextInt(2, 200), i);
      switch (random.nextInt(5)) {
        case 0 -> told.add(line(log.appendDurable(entry), entry));
        case 1 -> told.add(line(await(log.append(entry).durable()), entry));
        case 2 -> {
          long last = log.appendAll(List.of(entry, "", entry)).await();
          told.add(line(last - 2, entry));
          told.add(line(last - 1, ""));
          told.add(line(last, entry));
        }
        case 3 -> {
          told.add(line(log.append(entry).id(), entry));
          log.sync();
        }
        default -> told.add(line(log.append(entry).id(), entry));
      }
    }
  }

  @Test
  @Tag("L4")
  void rotation_bySize_keepsSegmentsWithinTheLimit() throws Exception {
    int limit = (16 << 10) + 4 * dir.traits().batchAlignment();
    Log<String> log = openLog(LogOptions.builder().segmentBytes(limit).build());
    for (int i = 0; i < 60; i++) {
      add(log, text(1000, i));
    }
    addMany(log, 100, 1000);
    log.close();
    assertThat(segments()).hasSizeGreaterThan(4);
    for (String segment : segments()) {
      assertThat(content(segment)).as("bytes used in %s", segment).isLessThanOrEqualTo(limit);
    }
    assertRecovered();
  }

  /** Returns where the zeros that a store reserved ahead begin. */
  private int content(String file) throws DurabilityException {
    byte[] content = read(file);
    int end = content.length;
    while (end > 0 && content[end - 1] == 0) {
      end--;
    }
    return end;
  }

  @Test
  @Tag("L4")
  void append_largerThanASegment_getsALongerOne() throws Exception {
    Log<String> log = openLog(small().build());
    add(log, "small");
    add(log, text(30_000, 1));
    add(log, "small");
    assertThat(segments()).hasSize(3);
    assertRecovered();
  }

  @Test
  @Tag("L2")
  void durableId_whileOthersAppend_neverFallsAndNeverLeads() throws Exception {
    Log<String> log = openLog();
    CompletableFuture<Void> done = new CompletableFuture<>();
    CompletableFuture<Integer> watched = new CompletableFuture<>();
    thread(() -> watched.complete(watch(log, done))).start();
    together(
        racer -> {
          for (int i = 0; i < 200; i++) {
            log.appendDurable(racer + ":" + i);
          }
        });
    done.complete(null);
    assertThat(watched.get(patience().toMillis(), TimeUnit.MILLISECONDS)).as("faults").isZero();
    assertThat(log.durableId()).isEqualTo(log.lastId());
  }

  private static int watch(Log<String> log, CompletableFuture<Void> done) {
    int faults = 0;
    long before = 0;
    while (!done.isDone()) {
      long durable = log.durableId();
      if (durable < before || durable > log.lastId()) {
        faults++;
      }
      before = durable;
    }
    return faults;
  }

  @Test
  @Tag("L4")
  void append_emptyList_isRefused() throws Exception {
    Log<String> log = openLog();
    assertThatThrownBy(() -> log.appendAll(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThat(log.lastId()).isZero();
    assertThat(add(log, "a")).isEqualTo(1);
    assertRecovered();
  }
}
