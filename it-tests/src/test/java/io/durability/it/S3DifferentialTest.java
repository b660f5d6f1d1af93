package io.durability.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A log on S3 is the same as in memory. */
@OnStore("s3")
final class S3DifferentialTest {

  @Test
  @Tag("fault-76")
  void sameSteps_haveTheSameResults() throws Exception {
    int lives = Counts.of(8, 200);
    assertThat(lives).isPositive();
    Differential.check("s3", () -> new Differential.Remote(TestedStores.get("s3")), lives);
  }
}
