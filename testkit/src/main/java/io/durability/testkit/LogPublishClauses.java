package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Log;
import io.durability.LogOptions;
import io.durability.PublishResult;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.StateCodec;
import io.durability.errors.ConditionNotMetException;
import io.durability.errors.TruncatedException;
import io.durability.storage.FileName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Publishing, what is kept and what is deleted: P1 to P4 and P8. */
abstract class LogPublishClauses extends LogClaimClauses {

  /** A state codec that fails, in writing or in reading. */
  private static final StateCodec<List<String>> FAILING =
      new StateCodec<>() {
        @Override
        public void write(List<String> state, OutputStream out) throws IOException {
          out.write(new byte[200_000]);
          throw new IOException("state cannot be written");
        }

        @Override
        public List<String> read(InputStream in) throws IOException {
          throw new IOException("state cannot be read");
        }
      };

  @Test
  @Tag("P4")
  void publish_first_deletesNothing() throws Exception {
    Log<String> log = openLog(small().build());
    addMany(log, 50, 300);
    List<String> before = segments();
    PublishResult result = publish(log);
    assertThat(result.segmentsDeleted()).isZero();
    assertThat(result.bytesDeleted()).isZero();
    assertThat(result.deletionFailure()).isEmpty();
    assertThat(segments()).containsAll(before);
    assertThat(dir.list("frontier/")).isEmpty();
    assertRecovered();
  }

  @Test
  @Tag("P4")
  void publish_second_deletesWhatTheFirstCovers() throws Exception {
    Log<String> log = openLog(small().build());
    addMany(log, 50, 300);
    List<String> covered = segments();
    PublishResult first = publish(log);
    addMany(log, 50, 300);
    List<String> before = segments();
    PublishResult second = publish(log);
    assertThat(segments()).doesNotContainAnyElementsOf(covered.subList(0, covered.size() - 1));
    // The segment that holds the first marker has an id that the first checkpoint does not cover.
    assertThat(second.segmentsDeleted()).isBetween(covered.size() - 1, covered.size());
    assertThat(second.bytesDeleted()).isPositive();
    assertThat(segments())
        .doesNotContainAnyElementsOf(covered.subList(0, second.segmentsDeleted()))
        .containsAll(before.subList(second.segmentsDeleted(), before.size()));
    assertThat(second.deletionFailure()).isEmpty();
    assertThat(checkpoints())
        .containsExactly(first.checkpoint().value(), second.checkpoint().value());
    assertThat(assertRecovered().checkpointLastId()).isEqualTo(second.lastId());
    assertThatThrownBy(() -> readFrom(1)).isInstanceOf(TruncatedException.class);
    assertThat(readFrom(first.lastId() + 1)).hasSize(50);
  }

  @Test
  @Tag("P3")
  void publish_result_tellsWhatStands() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    add(log, "b");
    PublishResult result = PUBLISHER.publish(log, List.of("1=a"), 1);
    assertThat(result.lastId()).isEqualTo(1);
    assertThat(result.markerId()).isEqualTo(3);
    assertThat(checkpoints()).containsExactly(result.checkpoint().value());
    Recovered<List<String>, String> recovered = assertRecovered();
    assertThat(recovered.checkpointLastId()).isEqualTo(1);
    assertThat(recovered.entriesApplied()).isEqualTo(1);
  }

  @Test
  @Tag("P2")
  void publish_idNotAllowed_isRefusedAndNothingChanged() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    add(log, "b");
    assertRefused(() -> PUBLISHER.publish(log, model(), 3));
    assertRefused(() -> PUBLISHER.publish(log, model(), -1));
    assertRefused(() -> PUBLISHER.publish(log, model(), Long.MAX_VALUE));
    PublishResult result = PUBLISHER.publish(log, model(), 2);
    assertRefused(() -> PUBLISHER.publish(log, model(), result.lastId()));
    assertRefused(() -> PUBLISHER.publish(log, List.of("1=a"), 1));
    assertThat(log.lastId()).isEqualTo(result.markerId());
    log.close();
    Log<String> next = openLog();
    assertRefused(() -> PUBLISHER.publish(next, model(), 2));
    add(next, "c");
    publish(next);
    assertRecovered();
  }

  private void assertRefused(ThrowingCallable publish) throws Exception {
    var before = files();
    assertThatThrownBy(publish).isInstanceOf(IllegalArgumentException.class);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  @Tag("P2")
  void publish_ofNothing_isAllowedOnce() throws Exception {
    Log<String> log = openLog();
    PublishResult result = PUBLISHER.publish(log, List.of(), 0);
    assertThat(result.markerId()).isEqualTo(1);
    assertThatThrownBy(() -> PUBLISHER.publish(log, List.of(), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(add(log, "a")).isEqualTo(2);
    assertRecovered();
  }

  @Test
  @Tag("P2")
  void publish_logClosed_isRefusedAndNothingChanged() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    log.close();
    var before = files();
    assertThatThrownBy(() -> publish(log)).isInstanceOf(IllegalStateException.class);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  @Tag("P2")
  void publish_knownToBeSuperseded_changesNothing() throws Exception {
    Log<String> first = openLog();
    add(first, "a");
    openLog();
    assertThatThrownBy(() -> first.appendDurable("lost")).isInstanceOf(IOException.class);
    var before = files();
    assertThatThrownBy(() -> publish(first)).isInstanceOf(IOException.class);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  @Tag("P3")
  void publish_codecThrows_changesNothingAndTheLogIsUsable() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    var before = files();
    assertThatThrownBy(() -> Publisher.of(FAILING).publish(log, model(), 1))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("state cannot be written");
    assertThat(files()).isEqualTo(before);
    add(log, "b");
    assertThat(publish(log).lastId()).isEqualTo(2);
    assertRecovered();
  }

  @Test
  @Tag("P8")
  void publish_namedByTheCaller_isNeverDeleted() throws Exception {
    Log<String> log = openLog(small().build());
    FileName named = name("snapshots/monday");
    add(log, "a");
    PublishResult result = PUBLISHER.publish(log, model(), 1, named);
    assertThat(result.checkpoint()).isEqualTo(named);
    assertThat(assertRecovered().checkpointLastId()).isEqualTo(1);
    for (int i = 0; i < 5; i++) {
      addMany(log, 10, 300);
      publish(log);
    }
    assertThat(dir.stat(named)).isPresent();
    assertThat(checkpoints()).hasSize(2);
    assertRecovered();
  }

  @Test
  @Tag("P8")
  void publish_nameTaken_isRefusedAndNothingChanged() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    put("snapshots/taken", bytes(10, 1));
    var before = files();
    assertThatThrownBy(() -> PUBLISHER.publish(log, model(), 1, name("snapshots/taken")))
        .isInstanceOf(ConditionNotMetException.class);
    assertThat(files()).isEqualTo(before);
    add(log, "b");
    assertRecovered();
  }

  @Test
  @Tag("P8")
  void publish_nameOfTheLogsOwnFiles_isRefused() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    for (String taken :
        List.of(
            "frontier/00000000000000000005",
            "wal/00000000000000000005.wal",
            "checkpoints/00000000000000000001-0123456789abcdef0123456789abcdef-0123456789abcdef"
                + ".ckpt")) {
      assertRefused(() -> PUBLISHER.publish(log, model(), 1, name(taken)));
    }
    add(log, "b");
    assertRecovered();
  }

  @Test
  @Tag("fault-74")
  @Tag("P4")
  void publish_whileOthersAppend_losesNothing() throws Exception {
    Log<String> log = openLog(small().build());
    AtomicInteger working = new AtomicInteger(RACERS - 1);
    List<Long> published = new ArrayList<>();
    together(
        racer -> {
          if (racer > 0) {
            for (int i = 0; i < 100; i++) {
              log.appendDurable(racer + ":" + i);
            }
            working.decrementAndGet();
            return;
          }
          do {
            Recovered<List<String>, String> recovered = recovery().upTo(log.durableId());
            published.add(PUBLISHER.publish(log, recovered.state(), recovered.lastId()).markerId());
          } while (working.get() > 0);
        });
    List<String> recovered = recover();
    assertThat(recovered).hasSize((RACERS - 1) * 100);
    long lastId = log.lastId();
    assertThat(lastId).isEqualTo(recovered.size() + published.size());
    assertThat(published).isSorted().doesNotHaveDuplicates();
  }

  @Test
  @Tag("P2")
  void publish_fromManyThreads_followOneAnother() throws Exception {
    Log<String> log = openLog(small().build());
    addMany(log, 30, 300);
    AtomicInteger done = new AtomicInteger();
    together(
        racer -> {
          try {
            PUBLISHER.publish(log, model(), 30);
            done.incrementAndGet();
          } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("newest");
          }
        });
    assertThat(done).hasValue(1);
    assertThat(checkpoints()).hasSize(1);
    assertRecovered();
  }

  @Test
  @Tag("P1")
  void publish_severalMegabytes_isStreamed() throws Exception {
    Log<String> log = openLog();
    addMany(log, 200, 30_000);
    publish(log);
    publishedSize(log, 6_000_000);
    add(log, "after");
    log.close();
    reopen();
    assertRecovered();
  }

  private void publishedSize(Log<String> log, long atLeast) throws Exception {
    assertThat(dir.list("checkpoints/").get(0).size()).isGreaterThan(atLeast);
    assertThat(assertRecovered().checkpointLastId()).isEqualTo(log.lastId() - 1);
  }

  @Test
  @Tag("P3")
  void recover_stateCodecThrows_reachesTheCaller() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    publish(log);
    assertThatThrownBy(
            () ->
                io.durability.Recovery.of(
                        dir,
                        FAILING,
                        io.durability.Codecs.utf8(),
                        ArrayList::new,
                        LogFixture::apply)
                    .latest())
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("state cannot be read");
    assertRecovered();
  }

  @Test
  @Tag("P3")
  void publish_afterAFailedOne_leavesNothingBehind() throws Exception {
    Log<String> log = openLog(LogOptions.defaults());
    for (int i = 0; i < 3; i++) {
      add(log, "entry " + i);
      assertThatThrownBy(() -> Publisher.of(FAILING).publish(log, model(), log.durableId()))
          .isInstanceOf(IOException.class);
      publish(log);
    }
    assertThat(checkpoints()).hasSize(2);
    assertRecovered();
  }
}
