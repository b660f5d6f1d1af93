package io.durability.mutants;

import io.durability.LogOptions;
import io.durability.fs.DirectedDisk;
import io.durability.fs.Loss;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The same two acts again and again, with the power cut before each step of the second. */
final class Sweep {

  private Sweep() {}

  /** Something done with a story. */
  interface Act {
    void on(Story story) throws IOException;
  }

  static void cutAtEveryStep(
      Supplier<LogOptions.Builder> options, Act first, Act second, Loss... losses)
      throws IOException {
    Story whole = new Story(options.get());
    first.on(whole);
    int before = whole.disk.steps();
    second.on(whole);
    int steps = whole.disk.steps() - before;
    whole.powerLoss(Loss.ALL);
    whole.judge();
    for (int cut = 1; cut <= steps; cut++) {
      for (Loss loss : losses) {
        cutOnce(options.get(), first, second, cut, loss);
      }
    }
  }

  private static void cutOnce(LogOptions.Builder options, Act first, Act second, int cut, Loss loss)
      throws IOException {
    Story story = new Story(options);
    first.on(story);
    AtomicInteger left = new AtomicInteger(cut);
    story.disk.killBefore(
        operation -> DirectedDisk.isStep(operation) && left.decrementAndGet() == 0);
    try {
      second.on(story);
    } catch (IOException e) {
      // The cut, wherever it was met.
      assert e.getMessage() != null;
    }
    story.powerLoss(loss);
    try {
      story.judge();
    } catch (IOException | AssertionError e) {
      throw new AssertionError("power cut before step " + cut + ", " + loss + ": " + e, e);
    }
  }
}
