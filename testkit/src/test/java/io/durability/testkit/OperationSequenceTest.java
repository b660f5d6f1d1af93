package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The runner finds planted bugs and shrinks them to the least that shows them. */
final class OperationSequenceTest {

  /** A step on a map: put, or remove if the value is below zero. */
  private record Step(int key, int value) {

    static Step random(SplittableRandom random) {
      return new Step(random.nextInt(20), random.nextInt(-50, 100));
    }

    List<Step> simpler() {
      List<Step> simpler = new ArrayList<>();
      if (key > 0) {
        simpler.add(new Step(key - 1, value));
      }
      if (value > 0) {
        simpler.add(new Step(key, value / 2));
        simpler.add(new Step(key, value - 1));
      }
      return simpler;
    }
  }

  @AfterEach
  void forgetTheSeed() {
    System.clearProperty(OperationSequence.SEED_PROPERTY);
  }

  /** A map that loses a removal after a value above 40 was put: two steps on one key show it. */
  private static void runWithABug(List<Step> steps) {
    Map<Integer, Integer> model = new HashMap<>();
    Map<Integer, Integer> system = new TreeMap<>();
    boolean broken = false;
    for (Step step : steps) {
      if (step.value() < 0) {
        model.remove(step.key());
        if (!broken) {
          system.remove(step.key());
        }
      } else {
        model.put(step.key(), step.value());
        system.put(step.key(), step.value());
        broken |= step.value() > 40;
      }
      assertThat(system).isEqualTo(model);
    }
  }

  private static SequenceFailure failureOf(OperationSequence<Step> sequence) {
    return catchThrowableOfType(SequenceFailure.class, sequence::check);
  }

  private static OperationSequence<Step> planted() {
    return OperationSequence.of(Step::random, OperationSequenceTest::runWithABug)
        .simplifiedBy(Step::simpler)
        .seeds(10)
        .length(200);
  }

  @Test
  void aPlantedBug_isShrunkToTheLeast() {
    SequenceFailure failure = failureOf(planted());
    assertThat(failure.operations()).hasSize(2);
    Step put = (Step) failure.operations().get(0);
    Step remove = (Step) failure.operations().get(1);
    assertThat(put).isEqualTo(new Step(remove.key(), 41));
    assertThat(remove.value()).isNegative();
  }

  @Test
  void aFailure_tellsSeedOperationsAndHowToRunItAgain() {
    SequenceFailure failure = failureOf(planted().from(7));
    assertThat(failure)
        .hasMessageContaining("seed=7")
        .hasMessageContaining("operations=200")
        .hasMessageContaining("1. Step[key=")
        .hasMessageContaining("2. Step[key=")
        .hasMessageEndingWith("-Ddurability.seed=7")
        .hasCauseInstanceOf(AssertionError.class);
    assertThat(failure.seed()).isEqualTo(7);
  }

  @Test
  void theSameSeed_givesTheSameFailure() {
    SequenceFailure first = failureOf(planted());
    SequenceFailure second = failureOf(planted());
    assertThat(second.operations()).isEqualTo(first.operations());
    assertThat(second).hasMessage(first.getMessage());
  }

  @Test
  void theSeedProperty_runsThatSeedOnly() {
    System.setProperty(OperationSequence.SEED_PROPERTY, "3");
    List<List<Step>> runs = new ArrayList<>();
    OperationSequence.of(Step::random, runs::add).seeds(10).length(5).check();
    assertThat(runs).hasSize(1);
    System.clearProperty(OperationSequence.SEED_PROPERTY);
    OperationSequence.of(Step::random, runs::add).seeds(1).from(3).length(5).check();
    assertThat(runs.get(1)).isEqualTo(runs.get(0));
  }

  @Test
  void aMalformedSeed_isRefused() {
    System.setProperty(OperationSequence.SEED_PROPERTY, "three");
    assertThatThrownBy(() -> planted().check())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("three");
  }

  @Test
  void everySeed_isRunOnceAtFullLength_whereNothingFails() {
    List<List<Step>> runs = new ArrayList<>();
    OperationSequence.of(Step::random, runs::add).seeds(10).length(30).check();
    assertThat(runs).hasSize(10).allMatch(run -> run.size() == 30).doesNotHaveDuplicates();
  }

  @Test
  void anException_isAFailureToo() {
    SequenceFailure failure =
        failureOf(
            OperationSequence.of(
                Step::random,
                steps -> {
                  if (steps.size() >= 3) {
                    throw new java.io.IOException("three of them");
                  }
                }));
    assertThat(failure.operations()).hasSize(3);
    assertThat(failure).hasMessageContaining("three of them");
  }

  @Test
  void shrinking_ends_alsoWhenSimplerStepsGoInCircles() {
    SequenceFailure failure =
        failureOf(
            OperationSequence.of(
                    Step::random, steps -> assertThat(steps).as("a bug in every step").isEmpty())
                .simplifiedBy(step -> List.of(new Step(step.value(), step.key()))));
    assertThat(failure.operations()).hasSize(1);
  }
}
