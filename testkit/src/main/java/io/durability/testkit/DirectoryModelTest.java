package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.storage.Directory;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of verbs on a {@link Directory} and on plain maps, which have to agree, also
 * over reopening. What {@link DirectoryContractTest} checks one by one meets here in combination.
 *
 * <p>A backend extends this class and says how a place is made, opened and removed. Every sequence
 * has a place of its own. A failure tells the seed and the smallest sequence that fails; see {@link
 * OperationSequence}.
 */
public abstract class DirectoryModelTest {

  private static final int SEEDS = 40;
  private static final int STEPS = 60;

  /** For subclasses. */
  protected DirectoryModelTest() {}

  /**
   * Returns a new directory object onto the place of the sequence; the one opened before is closed.
   */
  protected abstract Directory open() throws Exception;

  /** Runs before each sequence: the moment to make a place that is empty. */
  protected abstract void prepare() throws Exception;

  /** Runs after each sequence: the moment to remove the place. */
  protected void dispose() throws Exception {}

  /** Returns how many sequences are run. */
  protected int seeds() {
    return SEEDS;
  }

  @Test
  @Tag("fault-76")
  final void randomVerbs_agreeWithPlainMaps() {
    OperationSequence<DirectoryStep> sequence =
        OperationSequence.of(DirectoryStep::random, this::run)
            .simplifiedBy(DirectoryStep::simpler)
            .seeds(Effort.times(seeds(), seeds()))
            .length(STEPS);
    assertThat(seeds()).isPositive();
    sequence.check();
  }

  private void run(List<DirectoryStep> steps) throws Exception {
    prepare();
    try {
      new DirectoryModel(this::open).run(steps);
    } finally {
      dispose();
    }
  }
}
