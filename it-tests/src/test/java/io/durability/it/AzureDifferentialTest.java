package io.durability.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A log on Azure is the same as in memory. */
@OnStore("azure")
final class AzureDifferentialTest {

  @Test
  @Tag("fault-76")
  void sameSteps_haveTheSameResults() throws Exception {
    int lives = Counts.of(8, 200);
    assertThat(lives).isPositive();
    Differential.check("azure", () -> new Differential.Remote(TestedStores.get("azure")), lives);
  }
}
