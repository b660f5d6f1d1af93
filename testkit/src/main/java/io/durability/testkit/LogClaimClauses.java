package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Ack;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Recovered;
import io.durability.errors.SupersededException;
import io.durability.errors.TruncatedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Claims and takeovers: L7 and L12. */
abstract class LogClaimClauses extends LogReadClauses {

  /** Segments that a busy writer ends now and then, but not with every batch. */
  private static final LogOptions ROOMY = LogOptions.builder().segmentBytes(256 << 10).build();

  @Test
  @Tag("L12")
  void claim_afterRecovery_goesOnBehindIt() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    log.close();
    Recovered<List<String>, String> recovered = recovery().latest();
    Log<String> claimed = opened(recovered.claim(LogOptions.defaults()));
    assertThat(claimed.lastId()).isEqualTo(recovered.lastId()).isEqualTo(1);
    assertThat(add(claimed, "b")).isEqualTo(2);
    assertRecovered();
  }

  @Test
  @Tag("L12")
  void claim_emptyDirectory_beginsALog() throws Exception {
    Log<String> log = opened(recovery().latest().claim(LogOptions.defaults()));
    assertThat(add(log, "a")).isEqualTo(1);
    assertRecovered();
  }

  @Test
  @Tag("fault-81")
  @Tag("L12")
  void claim_anotherAppendedMeanwhile_bringsTheStateUp() throws Exception {
    Log<String> first = openLog();
    add(first, "a");
    Recovered<List<String>, String> recovered = recovery().latest();
    add(first, "b");
    Log<String> second = openLog();
    add(second, "c");
    Log<String> third = opened(recovered.claim(LogOptions.defaults()));
    assertThat(recovered.state()).isEqualTo(model());
    assertThat(recovered.lastId()).isEqualTo(3);
    assertThat(recovered.entriesApplied()).isEqualTo(3);
    assertThat(add(third, "d")).isEqualTo(4);
    assertRecovered();
  }

  @Test
  @Tag("L12")
  void claim_anotherPublishedMeanwhile_bringsTheStateUp() throws Exception {
    Recovered<List<String>, String> recovered = recovery().latest();
    Log<String> first = openLog(small().build());
    addMany(first, 20, 300);
    publish(first);
    add(first, "b");
    Log<String> second = opened(recovered.claim(LogOptions.defaults()));
    assertThat(recovered.state()).isEqualTo(model());
    assertThat(recovered.lastId()).isEqualTo(22).isEqualTo(second.lastId());
    // The marker that stands last counts too.
    Recovered<List<String>, String> again = recovery().latest();
    publish(second);
    Log<String> third = opened(again.claim(LogOptions.defaults()));
    assertThat(again.lastId()).isEqualTo(23).isEqualTo(third.lastId());
    add(third, "c");
    assertRecovered();
  }

  @Test
  @Tag("L12")
  void claim_entriesTruncatedMeanwhile_fails() throws Exception {
    Log<String> first = openLog(small().checkpointsKept(1).build());
    addMany(first, 5, 300);
    final Recovered<List<String>, String> recovered = recovery().latest();
    addMany(first, 50, 300);
    publish(first);
    add(first, "z");
    List<String> before = segments();
    assertThatThrownBy(() -> recovered.claim(LogOptions.defaults()))
        .isInstanceOf(TruncatedException.class);
    assertThat(segments()).isEqualTo(before);
    assertRecovered();
    add(opened(recovery().latest().claim(LogOptions.defaults())), "after");
    assertRecovered();
  }

  @Test
  @Tag("L12")
  void claim_laterRecoveries_neverReturnLess() throws Exception {
    for (int round = 0; round < 10; round++) {
      Log<String> log = openLog(small().build());
      addMany(log, 7, 300);
      log.append("nobody waits for this one");
      Recovered<List<String>, String> recovered = recoverAndClaim();
      long seen = recovered.lastId();
      reopen();
      Recovered<List<String>, String> later = recovery().latest();
      assertThat(later.lastId()).isEqualTo(seen);
      assertThat(later.state()).isEqualTo(recovered.state());
      assertThat(later.state()).startsWith(model().toArray(String[]::new));
      for (int i = model().size(); i < later.state().size(); i++) {
        note(seen, later.state().get(i).substring(later.state().get(i).indexOf('=') + 1));
      }
    }
  }

  @Test
  @Tag("L7")
  void open_second_supersedesTheFirst() throws Exception {
    Log<String> first = openLog();
    add(first, "a");
    Log<String> second = openLog();
    assertThatThrownBy(() -> first.appendDurable("lost")).isInstanceOf(SupersededException.class);
    assertThatThrownBy(() -> first.append("lost").await()).isInstanceOf(SupersededException.class);
    assertThatThrownBy(() -> first.appendAll(List.of("lost", "too")).await())
        .isInstanceOf(SupersededException.class);
    assertThatThrownBy(first::sync).isInstanceOf(SupersededException.class);
    assertThatThrownBy(() -> PUBLISHER.publish(first, List.of(), 1))
        .isInstanceOf(SupersededException.class);
    assertThatThrownBy(first::close).isInstanceOf(SupersededException.class);
    first.close();
    assertThat(first.durableId()).isEqualTo(1);
    assertThat(add(second, "b")).isEqualTo(2);
    assertRecovered();
  }

  @Test
  @Tag("L7")
  void open_second_failsWhatTheFirstStillHolds() throws Exception {
    Log<String> first = openLog();
    add(first, "a");
    Log<String> second = openLog();
    Ack ack = first.append("lost");
    assertThatThrownBy(() -> await(ack.durable())).isInstanceOf(SupersededException.class);
    assertThatThrownBy(ack::await).isInstanceOf(SupersededException.class);
    assertThat(ack.isDurable()).isFalse();
    assertThatThrownBy(() -> await(ack.durable())).isInstanceOf(SupersededException.class);
    add(second, "b");
    assertRecovered();
  }

  @Test
  @Tag("L7")
  void superseded_firstCallIsASync_isTold() throws Exception {
    Log<String> first = openLog();
    Ack ack = first.append("a");
    note(ack.await(), "a");
    openLog();
    Ack lost = first.append("lost");
    assertThatThrownBy(first::sync).isInstanceOf(SupersededException.class);
    assertThat(lost.isDurable()).isFalse();
    assertRecovered();
  }

  @Test
  @Tag("L7")
  void superseded_firstCallIsAPublish_isToldAndNothingDeleted() throws Exception {
    Log<String> first = openLog(small().checkpointsKept(1).build());
    addMany(first, 50, 300);
    List<String> before = segments();
    Log<String> second = openLog();
    assertThatThrownBy(() -> publish(first)).isInstanceOf(SupersededException.class);
    assertThat(segments()).containsAll(before);
    assertRecovered();
    add(second, "b");
    assertRecovered();
  }

  @Test
  @Tag("L7")
  void superseded_firstCallIsClose_isTold() throws Exception {
    Log<String> first = openLog();
    add(first, "a");
    openLog();
    assertThatThrownBy(first::close).isInstanceOf(SupersededException.class);
    first.close();
    assertThatThrownBy(() -> first.append("b"))
        .isInstanceOfAny(SupersededException.class, IllegalStateException.class);
    assertRecovered();
  }

  @Test
  @Tag("L7")
  void takeover_whileTheFirstIsBusy_everyAckOfBothIsKept() throws Exception {
    List<String> acked = Collections.synchronizedList(new ArrayList<>());
    for (int round = 0; round < 5; round++) {
      Log<String> victim = openLog(ROOMY);
      int label = round;
      long busy = victim.durableId() + 50;
      together(
          racer -> {
            if (racer == 0) {
              while (victim.durableId() < busy) {
                Thread.onSpinWait();
              }
              Log<String> next = openAgainAndAgain();
              String entry = label + ":taken over";
              acked.add(line(next.appendDurable(entry), entry));
              return;
            }
            appendUntilSuperseded(victim, label + ":" + racer, acked);
          });
    }
    List<String> recovered = recover();
    assertThat(recovered).containsAll(acked);
    for (int i = 0; i < recovered.size(); i++) {
      assertThat(recovered.get(i)).startsWith(i + 1 + "=");
    }
    reopen();
    assertThat(recover()).isEqualTo(recovered);
  }

  /** Recovers and claims until it succeeds, as {@link #openAgainAndAgain} does. */
  private Recovered<List<String>, String> recoverAndClaim() throws IOException {
    while (true) {
      Recovered<List<String>, String> recovered = recovery().latest();
      try {
        assertThat(opened(recovered.claim(LogOptions.defaults())).lastId())
            .isEqualTo(recovered.lastId());
        return recovered;
      } catch (SupersededException e) {
        Thread.onSpinWait();
      }
    }
  }

  /** Claims until it succeeds: a writer that begins a segment at the same moment may win. */
  private Log<String> openAgainAndAgain() throws IOException {
    while (true) {
      try {
        return openLog(ROOMY);
      } catch (SupersededException e) {
        Thread.onSpinWait();
      }
    }
  }

  private static void appendUntilSuperseded(Log<String> log, String label, List<String> acked)
      throws IOException {
    try {
      for (int i = 0; ; i++) {
        String entry = label + ":" + i;
        acked.add(line(log.appendDurable(entry), entry));
      }
    } catch (SupersededException e) {
      assertThat(log.lastId()).isPositive();
    }
  }

  @Test
  @Tag("L7")
  void claim_manyAtOnce_noAckOfAnyIsLost() throws Exception {
    List<String> acked = Collections.synchronizedList(new ArrayList<>());
    together(
        racer -> {
          for (int i = 0; i < 5; i++) {
            try {
              Log<String> log = openLog(small().build());
              for (int j = 0; j < 5; j++) {
                String entry = racer + ":" + i + ":" + j;
                acked.add(line(log.appendDurable(entry), entry));
              }
            } catch (SupersededException e) {
              Thread.onSpinWait();
            }
          }
        });
    List<String> recovered = recover();
    assertThat(recovered).containsAll(acked);
    for (int i = 0; i < recovered.size(); i++) {
      assertThat(recovered.get(i)).startsWith(i + 1 + "=");
    }
    Log<String> log = openLog();
    assertThat(log.appendDurable("after")).isEqualTo(recovered.size() + 1);
  }
}
