package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.storage.Appender;
import io.durability.storage.FileInfo;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clauses D9 to D11: append files, their syncs, and what a failed one leaves. */
abstract class AppendClauses extends NameClauses {

  private static final byte[] A = bytes(100, 'a');

  @Test
  @Tag("D9")
  void append_newName_isThereAfterItsFirstSync() throws Exception {
    try (Appender appender = dir.append(name("wal/1"))) {
      assertThat(appender.length()).isZero();
      appender.write(buffer(A));
      sync(appender);
      assertThat(names("")).containsExactly("wal/1");
      assertBegins("wal/1", A);
    }
  }

  @Test
  @Tag("D9")
  void append_firstSyncOfNothing_makesTheFile() throws Exception {
    try (Appender appender = dir.append(name("wal/1"))) {
      assertThat(sync(appender)).isZero();
      assertThat(names("")).containsExactly("wal/1");
    }
    assertThat(dir.stat(name("wal/1")).map(FileInfo::size)).contains(0L);
  }

  @Test
  @Tag("D9")
  void append_nameTakenByAWholeFile_isNotMet() throws Exception {
    put("file", A);
    assertTaken("file");
    assertWhole("file", A);
  }

  @Test
  @Tag("D9")
  void append_nameTakenByAClosedAppendFile_isNotMet() throws Exception {
    byte[] content = append("file", 50, 60);
    assertTaken("file");
    assertWhole("file", content);
  }

  @Test
  @Tag("D9")
  void append_nameTakenByAnOpenAppender_isNotMet() throws Exception {
    try (Appender first = dir.append(name("file"))) {
      first.write(buffer(A));
      sync(first);
      assertTaken("file");
      first.write(buffer(A));
      assertThat(sync(first)).isEqualTo(200);
    }
    assertBytes("content", read("file"), A, A);
  }

  @Test
  @Tag("D9")
  void append_nameTakenBeforeReopen_isNotMet() throws Exception {
    byte[] content = append("file", 50);
    reopen();
    assertTaken("file");
    assertWhole("file", content);
  }

  /** The call fails, or the first sync does; later ones then fail too. */
  private void assertTaken(String name) throws Exception {
    try (Appender appender = dir.append(name(name))) {
      assertAbout(failure(appender, bytes(70, 7)), ConditionNotMetException.class, name);
      assertThat(failure(appender, bytes(70, 8))).isInstanceOf(DurabilityException.class);
    } catch (ConditionNotMetException e) {
      assertAbout(e, ConditionNotMetException.class, name);
    }
  }

  @Test
  @Tag("D9")
  void append_race_hasOneWinner() throws Exception {
    for (int round = 0; round < 5; round++) {
      String file = "wal/" + round;
      List<Outcome<Long>> outcomes =
          race(
              racer -> {
                try (Appender appender = dir.append(name(file))) {
                  appender.write(buffer(bytes(50 + racer, racer)));
                  return sync(appender);
                }
              });
      int winner = winner(outcomes, ConditionNotMetException.class);
      assertWhole(file, bytes(50 + winner, winner));
    }
  }

  private void appendAndCheck(int... pieces) throws Exception {
    String name = "wal/" + pieces.length + "-" + pieces[0];
    assertWhole(name, append(name, pieces));
  }

  @Test
  @Tag("D10")
  void append_smallSizes_areRead() throws Exception {
    appendAndCheck(0);
    appendAndCheck(1);
    appendAndCheck(7, 0, 1, 8);
  }

  @Test
  @Tag("D10")
  void append_aroundAPage_isRead() throws Exception {
    appendAndCheck(4095);
    appendAndCheck(4096);
    appendAndCheck(4097);
    appendAndCheck(4095, 1, 1, 4094, 4097, 8191);
  }

  @Test
  @Tag("D10")
  void append_overAMebibyte_isRead() throws Exception {
    appendAndCheck(MEBIBYTE + 3, MEBIBYTE, 5);
  }

  @Test
  @Tag("D10")
  void append_manySmallSyncs_areRead() throws Exception {
    int[] pieces = new int[100];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = 1 + i % 37;
    }
    appendAndCheck(pieces);
  }

  @Test
  @Tag("D10")
  void append_severalWritesToOneSync_keepTheirOrder() throws Exception {
    byte[] content = bytes(6_000, 1);
    try (Appender appender = dir.append(name("wal/1"))) {
      for (int at = 0; at < content.length; at += 60) {
        appender.write(ByteBuffer.wrap(content, at, 60));
      }
      assertThat(sync(appender)).isEqualTo(content.length);
      assertBegins("wal/1", content);
    }
    assertWhole("wal/1", content);
  }

  @Test
  @Tag("D10")
  void length_countsWhatWasWritten() throws Exception {
    try (Appender appender = dir.append(name("wal/1"))) {
      appender.write(buffer(A));
      assertThat(appender.length()).isEqualTo(100);
      appender.write(buffer(new byte[0]));
      assertThat(appender.length()).isEqualTo(100);
      sync(appender);
      appender.write(buffer(A));
      assertThat(appender.length()).isEqualTo(200);
      sync(appender);
    }
  }

  @Test
  @Tag("D10")
  void sync_isVisibleToReadersOnceComplete() throws Exception {
    byte[] content = bytes(10_000, 1);
    try (Appender appender = dir.append(name("wal/1"))) {
      for (int at = 0; at < content.length; at += 1_000) {
        appender.write(ByteBuffer.wrap(content, at, 1_000));
        assertThat(sync(appender)).isEqualTo(at + 1_000);
        try (FileReader reader = dir.open(name("wal/1"))) {
          assertThat(reader.size()).isGreaterThanOrEqualTo(at + 1_000);
          assertRange(reader, at, 1_000, content);
        }
      }
    }
  }

  @Test
  @Tag("D10")
  void sync_notYetAskedFor_isReadOnlyAsTheTraitSays() throws Exception {
    byte[] unsynced = bytes(300, 3);
    try (Appender appender = dir.append(name("wal/1"))) {
      appender.write(buffer(A));
      sync(appender);
      appender.write(buffer(unsynced));
      byte[] found = read("wal/1");
      assertThat(found.length).isGreaterThanOrEqualTo(A.length);
      assertBytes("what is durable", Arrays.copyOf(found, A.length), A);
      if (dir.traits().readsOnlyDurable()) {
        assertZeros(found, A.length);
      } else {
        for (int i = 0; i < Math.min(unsynced.length, found.length - A.length); i++) {
          assertThat(found[A.length + i]).as("unsynced byte %d", i).isIn((byte) 0, unsynced[i]);
        }
      }
      assertThat(sync(appender)).isEqualTo(400);
    }
    assertBytes("content", read("wal/1"), A, unsynced);
  }

  @Test
  @Tag("D10")
  void sync_ofNothingNew_givesTheSameLength() throws Exception {
    try (Appender appender = dir.append(name("wal/1"))) {
      appender.write(buffer(A));
      assertThat(sync(appender)).isEqualTo(100);
      assertThat(sync(appender)).isEqualTo(100);
      assertThat(sync(appender)).isEqualTo(100);
    }
    assertWhole("wal/1", A);
  }

  @Test
  @Tag("D10")
  void sync_severalUnderWay_completeInOrder() throws Exception {
    byte[] content = bytes(2_000, 1);
    List<Integer> completed = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Long>> syncs = new ArrayList<>();
    List<CompletableFuture<Void>> noted = new ArrayList<>();
    try (Appender appender = dir.append(name("wal/1"))) {
      for (int i = 0; i < 20; i++) {
        appender.write(ByteBuffer.wrap(content, i * 100, 100));
        CompletableFuture<Long> sync = appender.sync();
        int index = i;
        noted.add(sync.thenAccept(length -> completed.add(index)));
        syncs.add(sync);
      }
      for (int i = 0; i < 20; i++) {
        assertThat(await(syncs.get(i))).isBetween((i + 1) * 100L, 2_000L);
        for (int earlier = 0; earlier < i; earlier++) {
          assertThat(syncs.get(earlier)).isCompleted();
          assertThat(await(syncs.get(earlier))).isLessThanOrEqualTo(await(syncs.get(i)));
        }
      }
    }
    for (CompletableFuture<Void> each : noted) {
      each.get(patience().toMillis(), TimeUnit.MILLISECONDS);
    }
    assertThat(completed).hasSize(20).isSorted();
    assertWhole("wal/1", content);
  }

  @Test
  @Tag("D10")
  void sync_thenReopen_isRead() throws Exception {
    byte[] content = append("wal/1", 50, 4096, 3);
    reopen();
    assertBegins("wal/1", content);
    assertThat(names("")).containsExactly("wal/1");
  }

  @Test
  @Tag("D10")
  void sync_thenReopenWithoutClose_isRead() throws Exception {
    byte[] content = bytes(5_000, 1);
    Appender appender = dir.append(name("wal/1"));
    appender.write(buffer(content));
    sync(appender);
    reopen();
    assertBegins("wal/1", content);
  }

  @Test
  @Tag("D10")
  void sync_ofTwoFiles_staysApart() throws Exception {
    byte[] b = bytes(333, 2);
    try (Appender first = dir.append(name("wal/1"));
        Appender second = dir.append(name("wal/2"))) {
      for (int i = 0; i < 3; i++) {
        first.write(ByteBuffer.wrap(A, i * 30, 30));
        second.write(ByteBuffer.wrap(b, i * 111, 111));
        assertThat(sync(first)).isEqualTo((i + 1) * 30L);
        assertThat(sync(second)).isEqualTo((i + 1) * 111L);
      }
    }
    assertWhole("wal/1", Arrays.copyOf(A, 90));
    assertWhole("wal/2", b);
  }

  @Test
  @Tag("D10")
  void appenderClose_endsSyncsUnderWay_andTheSizeIsExact() throws Exception {
    List<CompletableFuture<Long>> syncs = new ArrayList<>();
    Appender appender = dir.append(name("wal/1"));
    for (int i = 0; i < 5; i++) {
      appender.write(ByteBuffer.wrap(A, i * 20, 20));
      syncs.add(appender.sync());
    }
    appender.close();
    assertThat(syncs).allMatch(CompletableFuture::isDone);
    assertThat(await(syncs.get(4))).isEqualTo(100);
    assertWhole("wal/1", A);
    assertThat(dir.seal(name("wal/1"))).isEqualTo(100);
  }

  @Test
  @Tag("D10")
  void appenderClose_withBytesUnsynced_leavesABeginningOfThem() throws Exception {
    Appender appender = dir.append(name("wal/1"));
    appender.write(ByteBuffer.wrap(A, 0, 40));
    sync(appender);
    appender.write(ByteBuffer.wrap(A, 40, 60));
    appender.close();
    byte[] found = read("wal/1");
    assertThat(found.length).isBetween(40, 100);
    assertBytes("what close left", found, Arrays.copyOf(A, found.length));
  }

  @Test
  @Tag("D10")
  void appenderClose_again_doesNothing() throws Exception {
    Appender appender = dir.append(name("wal/1"));
    appender.write(buffer(A));
    sync(appender);
    appender.close();
    appender.close();
    assertWhole("wal/1", A);
  }

  @Test
  @Tag("D10")
  void appenderClose_thenWrite_isRefused() throws Exception {
    Appender appender = dir.append(name("wal/1"));
    appender.write(buffer(A));
    sync(appender);
    appender.close();
    assertThatThrownBy(() -> appender.write(buffer(A))).isInstanceOf(IllegalStateException.class);
    assertWhole("wal/1", A);
  }

  @Test
  @Tag("D10")
  void appenderClose_thenSync_failsInTheFuture() throws Exception {
    Appender appender = dir.append(name("wal/1"));
    appender.write(buffer(A));
    sync(appender);
    appender.close();
    CompletableFuture<Long> late = appender.sync();
    assertThat(catchThrowable(() -> await(late))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @Tag("D11")
  void poison_afterASyncFailed_nothingIsAcknowledged() throws Exception {
    // A seal is the one failure that every store can be brought to.
    try (Appender appender = dir.append(name("wal/1"))) {
      appender.write(buffer(A));
      sync(appender);
      dir.seal(name("wal/1"));
      assertThat(failure(appender, A)).isInstanceOf(DurabilityException.class);
      for (int i = 0; i < 3; i++) {
        assertThat(failure(appender, A)).isInstanceOf(DurabilityException.class);
        CompletableFuture<Long> sync = appender.sync();
        assertThat(catchThrowable(() -> await(sync))).isInstanceOf(DurabilityException.class);
      }
    }
    assertBegins("wal/1", A);
  }

  @Test
  @Tag("D11")
  void poison_closeIsHarmless() throws Exception {
    Appender appender = dir.append(name("wal/1"));
    appender.write(buffer(A));
    sync(appender);
    dir.seal(name("wal/1"));
    assertSuperseded(appender);
    appender.close();
    appender.close();
    assertBegins("wal/1", A);
    assertThat(append("wal/2", 10)).hasSize(10);
  }
}
