package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Log;
import io.durability.LogOptions;
import io.durability.errors.SupersededException;
import io.durability.storage.MemoryDirectory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A claim that waits for the first append. */
final class LazyClaimTest extends LogFixture {

  private static final LogOptions OPTIONS =
      LogOptions.builder().segmentBytes(4096).idleWatermark(Duration.ZERO).build();

  @Override
  protected MemoryDirectory open() {
    return new MemoryDirectory();
  }

  private Log<String> lazily() throws Exception {
    return opened(recovery().latest().claimLazily(OPTIONS));
  }

  @Test
  void beforeTheFirstAppend_nothingChanges_andTheEarlierWriterGoesOn() throws Exception {
    Log<String> earlier = openLog(OPTIONS);
    add(earlier, "a");
    var files = files();
    Log<String> lazy = lazily();
    assertThat(lazy.lastId()).isEqualTo(1);
    assertThat(lazy.durableId()).isEqualTo(1);
    assertThat(files()).isEqualTo(files);
    lazy.close();
    assertThat(files()).isEqualTo(files);
    add(earlier, "b");
    assertRecovered();
  }

  @Test
  void firstAppend_claims_andSupersedesTheEarlierWriter() throws Exception {
    Log<String> earlier = openLog(OPTIONS);
    add(earlier, "a");
    Log<String> lazy = lazily();
    assertThat(add(lazy, "b")).isEqualTo(2);
    assertThatThrownBy(() -> earlier.appendDurable("late")).isInstanceOf(SupersededException.class);
    add(lazy, "c");
    lazy.close();
    assertRecovered();
  }

  @Test
  void syncAndPublish_claimToo() throws Exception {
    Log<String> earlier = openLog(OPTIONS);
    add(earlier, "a");
    Log<String> first = lazily();
    first.sync();
    assertThatThrownBy(() -> earlier.appendDurable("late")).isInstanceOf(SupersededException.class);
    Log<String> second = lazily();
    assertThat(publish(second).markerId()).isEqualTo(2);
    assertThatThrownBy(() -> first.appendDurable("late")).isInstanceOf(SupersededException.class);
    assertRecovered();
  }

  @Test
  @Tag("fault-81")
  void othersHaveAppended_isSuperseded_andTheyGoOn() throws Exception {
    Log<String> earlier = openLog(OPTIONS);
    add(earlier, "a");
    Log<String> lazy = lazily();
    add(earlier, "b");
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThatThrownBy(() -> lazy.append("mine"))
          .isInstanceOf(SupersededException.class)
          .hasMessageContaining("found=2");
    }
    add(earlier, "c");
    assertThat(lazily().appendDurable("mine")).isEqualTo(4);
    note(4, "mine");
    assertRecovered();
  }

  @Test
  void twoLazyClaims_firstToAppendWins() throws Exception {
    Log<String> first = lazily();
    Log<String> second = lazily();
    add(second, "a");
    assertThatThrownBy(() -> first.append("b")).isInstanceOf(SupersededException.class);
    add(second, "c");
    assertRecovered();
  }

  @Test
  void afterClose_everythingIsRefused_claimedOrNot() throws Exception {
    Log<String> never = lazily();
    never.close();
    never.close();
    assertThatThrownBy(() -> never.append("a")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(never::sync).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> never.appendAll(List.of("a")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> publish(never)).isInstanceOf(IllegalStateException.class);
    assertThat(files()).isEmpty();
    Log<String> claimed = lazily();
    add(claimed, "a");
    claimed.close();
    assertThatThrownBy(() -> claimed.append("b")).isInstanceOf(IllegalStateException.class);
    assertRecovered();
  }

  @Test
  void manyThreads_oneClaim() throws Exception {
    Log<String> lazy = lazily();
    List<Outcome<Long>> all = race(racer -> lazy.appendDurable("from " + racer));
    assertThat(all).hasSize(RACERS);
    assertThat(segments()).hasSize(1);
    assertThat(lazy.durableId()).isEqualTo(RACERS);
  }
}
