package io.durability.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.examples.ledger.Origin;
import org.junit.jupiter.api.Test;

final class HeardTest {

  private static final long LONG = 60_000;

  private final Heard heard = new Heard(3);

  @Test
  void acked_ofABatch_promisesEachOfIt() {
    heard.add(new Signal.Acked(12, 1, 7, 3), 0);
    Origin origin = new Origin(3, 1);
    assertThat(heard.promises())
        .containsExactly(
            new Promise(10, origin, 5), new Promise(11, origin, 6), new Promise(12, origin, 7));
  }

  @Test
  void publish_thatDidNotEnd_isInside() {
    heard.add(new Signal.PublishBegun(5), 10);
    heard.add(new Signal.PublishEnded(5, 6, 2, 100), 20);
    assertThat(heard.unfinishedPublish()).isEmpty();
    heard.add(new Signal.PublishBegun(9), 30);
    assertThat(heard.unfinishedPublish()).hasValue(9);
    assertThat(heard.publishes())
        .containsExactly(
            new Heard.Publish(10, 20, 5, 6, 2, 100), new Heard.Publish(30, 0, 9, 0, 0, 0));
  }

  @Test
  void await_endsWithWhatItWaitsFor() throws InterruptedException {
    heard.add(new Signal.Ready(4), 100);
    assertThat(heard.awaitReady(LONG)).isTrue();
    assertThat(heard.readyLastId()).hasValue(4);
    assertThat(heard.awaitTime(1)).isTrue();
    assertThat(heard.awaitPublish(1)).isFalse();
  }

  @Test
  void await_endsWithTheChild() throws InterruptedException {
    heard.end(null);
    assertThat(heard.failure()).isEmpty();
    assertThat(heard.awaitReady(LONG)).isFalse();
    assertThat(heard.awaitPublish(LONG)).isFalse();
    assertThat(heard.awaitTime(LONG)).isFalse();
  }
}
