package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.errors.DurabilityException;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.storage.Appender;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clauses D12 and D13: the end of a writer's right, and the end of its file. */
abstract class SealClauses extends AppendClauses {

  private static final byte[] A = bytes(100, 'a');

  @Test
  @Tag("D12")
  void seal_absent_isZeroAndMakesNothing() throws Exception {
    assertThat(dir.seal(name("wal/1"))).isZero();
    assertThat(dir.seal(name("wal/1"))).isZero();
    assertAbsent("wal/1");
    assertThat(names("")).isEmpty();
    dir.delete(List.of(name("wal/1")));
  }

  @Test
  @Tag("D12")
  void seal_closedFile_givesItsLength() throws Exception {
    byte[] content = append("wal/1", 10, 4096, 7);
    assertThat(dir.seal(name("wal/1"))).isEqualTo(content.length);
    assertWhole("wal/1", content);
  }

  @Test
  @Tag("D12")
  void seal_again_givesTheSameLength() throws Exception {
    try (Appender appender = dir.append(name("wal/1"))) {
      appender.write(buffer(A));
      sync(appender);
      long length = dir.seal(name("wal/1"));
      assertThat(length).isGreaterThanOrEqualTo(100);
      assertThat(dir.seal(name("wal/1"))).isEqualTo(length);
      assertThat(dir.seal(name("wal/1"))).isEqualTo(length);
    }
    assertBegins("wal/1", A);
  }

  @Test
  @Tag("D12")
  void seal_ofAnOpenAppender_supersedesIt() throws Exception {
    try (Appender appender = dir.append(name("wal/1"))) {
      appender.write(buffer(A));
      sync(appender);
      dir.seal(name("wal/1"));
      assertSuperseded(appender);
    }
  }

  @Test
  @Tag("D12")
  void seal_nothingLandsBehindIt() throws Exception {
    try (Appender appender = dir.append(name("wal/1"))) {
      appender.write(buffer(A));
      sync(appender);
      long length = dir.seal(name("wal/1"));
      byte[] before = read("wal/1");
      assertThat(failure(appender, bytes(5_000, 1))).isInstanceOf(SupersededException.class);
      assertThat(dir.seal(name("wal/1"))).isEqualTo(length);
      assertBytes("content after the seal", read("wal/1"), before);
    }
    reopen();
    assertThat(dir.seal(name("wal/1"))).isGreaterThanOrEqualTo(100);
    assertSettled("wal/1", A);
  }

  @Test
  @Tag("D12")
  void seal_bytesWrittenButNotSynced_areNotAcknowledgedBehindIt() throws Exception {
    try (Appender appender = dir.append(name("wal/1"))) {
      appender.write(buffer(A));
      sync(appender);
      appender.write(buffer(bytes(3 * MEBIBYTE, 1)));
      dir.seal(name("wal/1"));
      assertThat(catchThrowable(() -> sync(appender))).isInstanceOf(SupersededException.class);
      assertThat(failure(appender, A))
          .isInstanceOfAny(SupersededException.class, PoisonedException.class);
    }
    assertBegins("wal/1", A);
  }

  @Test
  @Tag("D12")
  void seal_aSyncOfNothingNew_isRefusedToo() throws Exception {
    try (Appender appender = dir.append(name("wal/1"))) {
      appender.write(buffer(A));
      sync(appender);
      dir.seal(name("wal/1"));
      assertThat(catchThrowable(() -> sync(appender))).isInstanceOf(SupersededException.class);
    }
    assertBegins("wal/1", A);
  }

  @Test
  @Tag("D12")
  void seal_beforeTheFirstSync_keepsTheAppenderFromCreating() throws Exception {
    try (Appender appender = dir.append(name("wal/1"))) {
      dir.seal(name("wal/1"));
      assertSuperseded(appender);
    }
    // The file may have come to exist at append; nothing may be in it.
    if (dir.stat(name("wal/1")).isPresent()) {
      assertZeros(read("wal/1"), 0);
    }
  }

  @Test
  @Tag("D12")
  void seal_ofOneFile_leavesOthersAlone() throws Exception {
    append("wal/1", 10);
    try (Appender appender = dir.append(name("wal/11"))) {
      appender.write(buffer(A));
      sync(appender);
      dir.seal(name("wal/1"));
      appender.write(buffer(A));
      assertThat(sync(appender)).isEqualTo(200);
    }
    assertThat(append("wal/2", 10)).hasSize(10);
  }

  @Test
  @Tag("D12")
  void seal_afterReopen_coversWhatWasAcknowledged() throws Exception {
    Appender appender = dir.append(name("wal/1"));
    appender.write(buffer(A));
    sync(appender);
    reopen();
    assertThat(dir.seal(name("wal/1"))).isGreaterThanOrEqualTo(100);
    assertBegins("wal/1", A);
  }

  @Test
  @Tag("D12")
  void seal_afterReopen_endsTheWriterOfTheClosedDirectory() throws Exception {
    Appender appender = dir.append(name("wal/1"));
    appender.write(buffer(A));
    sync(appender);
    reopen();
    long sealed = dir.seal(name("wal/1"));
    byte[] before = read("wal/1");
    assertThat(failure(appender, bytes(MEBIBYTE, 1))).as("a write behind the seal").isNotNull();
    assertThat(dir.seal(name("wal/1"))).isEqualTo(sealed);
    assertBytes("content after the seal", read("wal/1"), before);
  }

  @Test
  @Tag("D12")
  void seal_thenDelete_theOldAppenderAcknowledgesNothing() throws Exception {
    try (Appender appender = dir.append(name("wal/1"))) {
      appender.write(buffer(A));
      sync(appender);
      dir.seal(name("wal/1"));
      dir.delete(List.of(name("wal/1")));
      assertThat(failure(appender, A)).isInstanceOf(DurabilityException.class);
      assertThat(failure(appender, A)).isInstanceOf(DurabilityException.class);
      assertAbsent("wal/1");
    }
    reopen();
    assertAbsent("wal/1");
  }

  @Test
  @Tag("D7")
  void delete_ofAnOpenAppendFile_supersedesItsAppender() throws Exception {
    try (Appender appender = dir.append(name("wal/1"))) {
      appender.write(buffer(A));
      sync(appender);
      dir.delete(List.of(name("wal/1")));
      assertAbsent("wal/1");
      assertSuperseded(appender);
      assertAbsent("wal/1");
    }
    reopen();
    assertAbsent("wal/1");
  }

  @Test
  @Tag("D12")
  void seal_byManyThreads_givesOneLength() throws Exception {
    try (Appender appender = dir.append(name("wal/1"))) {
      appender.write(buffer(A));
      sync(appender);
      List<Outcome<Long>> outcomes = race(racer -> dir.seal(name("wal/1")));
      assertThat(outcomes).allMatch(Outcome::won);
      assertThat(outcomes.stream().map(Outcome::value).distinct()).hasSize(1);
    }
  }

  @Test
  @Tag("D12")
  void seal_duringAStreamOfSyncs_coversEveryAcknowledgement() throws Exception {
    for (int round = 0; round < 5; round++) {
      sealDuringAStream("wal/" + round, 10 * round);
    }
  }

  private void sealDuringAStream(String file, int syncsBefore) throws Exception {
    byte[] content = bytes(MEBIBYTE, 1);
    AtomicLong acked = new AtomicLong();
    CountDownLatch streaming = new CountDownLatch(syncsBefore + 1);
    CountDownLatch sealReturned = new CountDownLatch(1);
    int syncsMax = (int) Math.min(content.length / 64, dir.traits().syncsPerAppendFileMax()) - 1;
    FutureTask<Throwable> stream =
        new FutureTask<>(
            () -> {
              try (Appender appender = dir.append(name(file))) {
                for (int i = 0; i <= syncsMax; i++) {
                  if (i == syncsMax) {
                    // So quick that the other thread had no turn yet: the last one comes after it.
                    assertThat(sealReturned.await(patience().toMillis(), TimeUnit.MILLISECONDS))
                        .isTrue();
                  }
                  appender.write(ByteBuffer.wrap(content, i * 64, 64));
                  acked.set(sync(appender));
                  streaming.countDown();
                }
                return new AssertionError("a sync that began after the seal was acknowledged");
              } catch (DurabilityException e) {
                return e;
              }
            });
    thread(stream).start();
    assertThat(streaming.await(patience().toMillis(), TimeUnit.MILLISECONDS))
        .as("the stream goes on")
        .isTrue();
    long sealed = dir.seal(name(file));
    sealReturned.countDown();
    assertThat(stream.get(patience().toMillis(), TimeUnit.MILLISECONDS))
        .isInstanceOf(SupersededException.class);
    assertThat(acked.get()).isLessThanOrEqualTo(sealed);
    assertBegins(file, Arrays.copyOf(content, Math.toIntExact(acked.get())));
  }

  /** Checks that the file reads as this content, then nothing or zeros only. */
  private void assertSettled(String name, byte[] content) throws Exception {
    byte[] found = read(name);
    assertThat(found.length).as("size").isGreaterThanOrEqualTo(content.length);
    assertBytes("settled content", Arrays.copyOf(found, content.length), content);
    assertZeros(found, content.length);
  }

  @Test
  @Tag("D13")
  void settle_voidsWhatIsBehindTheEnd_alsoAfterReopen() throws Exception {
    byte[] content = append("wal/1", 5_000, 5_000);
    dir.seal(name("wal/1"));
    dir.settle(name("wal/1"), 0, 6_000);
    assertSettled("wal/1", Arrays.copyOf(content, 6_000));
    reopen();
    assertSettled("wal/1", Arrays.copyOf(content, 6_000));
    assertThat(dir.seal(name("wal/1"))).isGreaterThanOrEqualTo(6_000);
  }

  @Test
  @Tag("D13")
  void settle_atTheSize_changesNothing() throws Exception {
    byte[] content = append("wal/1", 5_000);
    long sealed = dir.seal(name("wal/1"));
    dir.settle(name("wal/1"), 0, sealed);
    assertWhole("wal/1", content);
    reopen();
    assertBegins("wal/1", content);
  }

  @Test
  @Tag("D13")
  void settle_atZero_voidsEverything() throws Exception {
    append("wal/1", 5_000);
    dir.seal(name("wal/1"));
    dir.settle(name("wal/1"), 0, 0);
    assertSettled("wal/1", new byte[0]);
    reopen();
    assertSettled("wal/1", new byte[0]);
    assertThat(dir.stat(name("wal/1"))).as("the file itself stays").isPresent();
  }

  @Test
  @Tag("D13")
  void settle_fromAWatermark_keepsWhatIsBelowIt() throws Exception {
    byte[] content = append("wal/1", 4_096, 4_096, 1_000);
    dir.seal(name("wal/1"));
    dir.settle(name("wal/1"), 4_096, 8_500);
    assertSettled("wal/1", Arrays.copyOf(content, 8_500));
    dir.settle(name("wal/1"), 8_192, 8_192);
    assertSettled("wal/1", Arrays.copyOf(content, 8_192));
    reopen();
    assertSettled("wal/1", Arrays.copyOf(content, 8_192));
  }

  @Test
  @Tag("D13")
  void settle_afterACrashOfTheWriter_keepsWhatWasAcknowledged() throws Exception {
    byte[] content = bytes(5_000, 1);
    Appender appender = dir.append(name("wal/1"));
    appender.write(ByteBuffer.wrap(content, 0, 3_000));
    sync(appender);
    appender.write(ByteBuffer.wrap(content, 3_000, 2_000));
    reopen();
    dir.seal(name("wal/1"));
    dir.settle(name("wal/1"), 1_000, 3_000);
    assertSettled("wal/1", Arrays.copyOf(content, 3_000));
    reopen();
    assertSettled("wal/1", Arrays.copyOf(content, 3_000));
  }

  @Test
  @Tag("D13")
  void settle_again_isAllowed() throws Exception {
    byte[] content = append("wal/1", 5_000);
    dir.seal(name("wal/1"));
    for (int i = 0; i < 3; i++) {
      dir.settle(name("wal/1"), 0, 2_000);
      assertSettled("wal/1", Arrays.copyOf(content, 2_000));
    }
    reopen();
    dir.seal(name("wal/1"));
    dir.settle(name("wal/1"), 0, 2_000);
    assertSettled("wal/1", Arrays.copyOf(content, 2_000));
  }

  @Test
  @Tag("D13")
  void settle_withoutSeal_isRefused() throws Exception {
    byte[] content = append("wal/1", 5_000);
    assertThatThrownBy(() -> dir.settle(name("wal/1"), 0, 100))
        .isInstanceOf(IllegalStateException.class);
    try (Appender appender = dir.append(name("wal/2"))) {
      appender.write(buffer(A));
      sync(appender);
      assertThatThrownBy(() -> dir.settle(name("wal/2"), 0, 50))
          .isInstanceOf(IllegalStateException.class);
      appender.write(buffer(A));
      assertThat(sync(appender)).isEqualTo(200);
    }
    assertWhole("wal/1", content);
  }

  @Test
  @Tag("D13")
  void settle_outOfRange_isRefusedAndChangesNothing() throws Exception {
    byte[] content = append("wal/1", 5_000);
    long sealed = dir.seal(name("wal/1"));
    long[][] bad = {
      {-1, 100},
      {101, 100},
      {0, sealed + 1},
      {sealed + 1, sealed + 1},
      {0, Long.MAX_VALUE},
      {Long.MIN_VALUE, 0},
      {-5, -5}
    };
    for (long[] range : bad) {
      assertThatThrownBy(() -> dir.settle(name("wal/1"), range[0], range[1]))
          .as("from %d to %d", range[0], range[1])
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertWhole("wal/1", content);
  }

  @Test
  @Tag("D13")
  void settle_ofOneFile_leavesOthersAlone() throws Exception {
    byte[] first = append("wal/1", 500);
    byte[] second = append("wal/11", 600);
    dir.seal(name("wal/1"));
    dir.seal(name("wal/11"));
    dir.settle(name("wal/1"), 0, 300);
    assertSettled("wal/1", Arrays.copyOf(first, 300));
    assertWhole("wal/11", second);
    try (FileReader reader = dir.open(name("wal/11"))) {
      assertRange(reader, 400, 200, second);
    }
  }
}
