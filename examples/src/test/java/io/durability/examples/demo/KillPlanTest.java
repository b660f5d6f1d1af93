package io.durability.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class KillPlanTest {

  @Test
  void of_sameSeedAndRound_isTheSame() {
    assertThat(KillPlan.of(7, 3)).isEqualTo(KillPlan.of(7, 3));
    assertThat(KillPlan.of(7, 3)).isNotEqualTo(KillPlan.of(8, 3));
  }

  @Test
  void of_manyRounds_killsAtDifferentTimes_someInsideAPublish() {
    var plans = IntStream.rangeClosed(1, 300).mapToObj(round -> KillPlan.of(1, round)).toList();
    assertThat(plans.stream().filter(KillPlan::insidePublish).count()).isEqualTo(100);
    assertThat(plans.stream().mapToInt(KillPlan::afterMillis).distinct().count())
        .isGreaterThan(150);
    assertThat(plans)
        .allMatch(
            plan ->
                plan.afterMillis() >= KillPlan.AFTER_MILLIS_MIN
                    && plan.afterMillis() <= KillPlan.AFTER_MILLIS_MAX
                    && plan.publishPercent() >= 0
                    && plan.publishPercent() <= 90);
  }
}
