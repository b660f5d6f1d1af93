package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.storage.Directory;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random lives of a log, with crashes that lose everything that was not synced, and a model of it
 * in plain maps, which have to agree.
 *
 * <p>A backend extends this class and says how a place is made, opened and removed. Every life has
 * a place of its own. A failure tells the seed and the smallest sequence that fails; see {@link
 * OperationSequence}.
 */
public abstract class LogModelTest {

  private static final int SEEDS = 100;
  private static final int STEPS = 80;
  private static final int FULL_FACTOR = 50;

  /** For subclasses. */
  protected LogModelTest() {}

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

  /** Is told how many sequences were run, and how many steps each has. */
  protected void ran(int sequences, int steps) throws IOException {}

  @Test
  final void randomLives_agreeWithTheModel() throws IOException {
    int seeds = Effort.times(seeds(), seeds() * FULL_FACTOR);
    assertThat(seeds).isPositive();
    OperationSequence.of(LogStep::random, this::run)
        .simplifiedBy(LogStep::simpler)
        .seeds(seeds)
        .length(STEPS)
        .check();
    ran(seeds, STEPS);
  }

  private void run(List<LogStep> steps) throws Exception {
    prepare();
    try (LogModel model = new LogModel(this::open)) {
      model.run(steps);
    } finally {
      dispose();
    }
  }
}
