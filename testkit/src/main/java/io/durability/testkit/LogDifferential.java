package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.LogOptions;
import io.durability.storage.Directory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Leads a log on one store and a log on another through the same random lives, and finds what is
 * not the same: ids, recovered states, what publishes and truncations tell, what readers see.
 *
 * <p>Each life appends, appends batches, publishes, truncates, closes and opens, crashes at least
 * {@value #CRASHES_MIN} times, is taken over, recovered up to an id, read and tailed; on each store
 * it is checked against a model, too. A crash loses everything that was not synced; see {@link
 * WriteBackDirectory}. A batch takes up another length on each store, and so small segments would
 * end at other places. In every other life all stores are therefore taken for ones that need blocks
 * of {@value #BLOCK} bytes; in the rest segments are large, and end with a writer or a publish.
 *
 * <p>A failure tells the seed and the smallest sequence that fails; see {@link OperationSequence}.
 */
public final class LogDifferential {

  /** How many crashes each life has, at the least. */
  public static final int CRASHES_MIN = 3;

  /** How many steps each life has. */
  public static final int STEPS = 60;

  private static final int BLOCK = 4_096;
  private static final long LARGE = 1 << 20;

  /** A place for logs on some store, empty at the beginning of each life. */
  public interface Store {

    /** Runs before each life: the moment to make a place that is empty. */
    void prepare() throws Exception;

    /**
     * Returns a new directory object onto the place, as a new process has it; the one opened before
     * is closed.
     */
    Directory open() throws Exception;

    /** Runs after each life: the moment to remove the place. */
    default void dispose() throws Exception {}

    /** Returns the options of the log, with what this store needs. */
    default LogOptions.Builder options(LogOptions.Builder options) {
      return options;
    }
  }

  private final Supplier<? extends Store> references;
  private final Supplier<? extends Store> stores;

  private LogDifferential(Supplier<? extends Store> references, Supplier<? extends Store> stores) {
    this.references = references;
    this.stores = stores;
  }

  /**
   * Compares stores with others, which are taken to be right.
   *
   * @param references makes a store for one thread
   * @param stores makes a store for one thread
   */
  public static LogDifferential between(
      Supplier<? extends Store> references, Supplier<? extends Store> stores) {
    return new LogDifferential(references, stores);
  }

  /**
   * Runs so many lives, of the seeds from 1 on.
   *
   * @param threads how many lives at a time: waiting for answers is most of what a life on a remote
   *     store does
   * @throws ExecutionException with a {@link SequenceFailure}, if one differs or goes wrong
   */
  public void check(int lives, int threads) throws InterruptedException, ExecutionException {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try (Silence silence = Silence.begin()) {
      assertThat(silence).isNotNull();
      List<Callable<Void>> parts = new ArrayList<>();
      for (int part = 0; part < threads; part++) {
        int first = lives * part / threads;
        int count = lives * (part + 1) / threads - first;
        parts.add(
            () -> {
              check(references.get(), stores.get(), first + 1, count);
              return null;
            });
      }
      for (Future<Void> part : executor.invokeAll(parts)) {
        part.get();
      }
    } finally {
      executor.shutdown();
    }
  }

  private static void check(Store reference, Store store, int first, int lives) {
    OperationSequence.<LogStep>of(LogStep::random, steps -> run(reference, store, steps))
        .simplifiedBy(LogStep::simpler)
        .from(first)
        .seeds(lives)
        .length(STEPS - CRASHES_MIN + 1)
        .check();
  }

  private static void run(Store reference, Store store, List<LogStep> drawn) throws Exception {
    List<LogStep> steps = crashing(drawn);
    // A number that follows from the seed.
    boolean blocks = !drawn.isEmpty() && drawn.get(0).how() % 2 == 0;
    List<String> expected = live(reference, steps, blocks);
    List<String> found = live(store, steps, blocks);
    assertThat(found).as("the same on both stores").isEqualTo(expected);
  }

  /** Adds crashes in between; the model adds one at the end. */
  private static List<LogStep> crashing(List<LogStep> drawn) {
    LogStep crash = new LogStep(LogStep.Kind.CRASH, 0, 0);
    List<LogStep> steps = new ArrayList<>(drawn);
    for (int i = CRASHES_MIN - 1; i > 0; i--) {
      steps.add(drawn.size() * i / CRASHES_MIN, crash);
    }
    return steps;
  }

  private static List<String> live(Store store, List<LogStep> steps, boolean blocks)
      throws Exception {
    LogLedger ledger =
        LogLedger.of(options -> store.options(blocks ? options : options.segmentBytes(LARGE)));
    store.prepare();
    try (LogModel model =
        new LogModel(
            () -> blocks ? new AlignedDirectory(store.open(), BLOCK) : store.open(), ledger)) {
      model.run(steps);
    } finally {
      store.dispose();
    }
    return ledger.lines();
  }
}
