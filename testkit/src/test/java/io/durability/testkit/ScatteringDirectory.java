package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FilterDirectory;
import io.durability.storage.Traits;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Another directory, as if it were a store with a few threads of its own: syncs complete in order,
 * later, in one thread, and what depends on them runs in any order, as when the thread that
 * completed one is put to sleep before it tells of it.
 */
final class ScatteringDirectory extends FilterDirectory {

  private final Traits traits;
  private final Lottery lottery;
  private final Executor completing = new Lottery(1, 0);

  /**
   * Wraps a directory.
   *
   * @param threads how many the store has
   */
  ScatteringDirectory(Directory in, int syncsInFlight, int threads, long seed) {
    super(in);
    lottery = new Lottery(threads, seed);
    Traits found = in.traits();
    traits =
        new Traits(
            found.survives(),
            found.rename(),
            found.versionConditions(),
            found.readsOnlyDurable(),
            syncsInFlight,
            found.batchAlignment(),
            found.appendFileBytesMax(),
            found.syncsPerAppendFileMax());
  }

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    return new FilterAppender(in.append(name)) {
      private CompletableFuture<?> last = CompletableFuture.completedFuture(0L);

      @Override
      public CompletableFuture<Long> sync() {
        CompletableFuture<Long> done = super.sync();
        CompletableFuture<Long> told = lottery.new Scattered<>();
        last =
            last.handle((length, thrown) -> true)
                .thenComposeAsync(before -> done, completing)
                .whenComplete(
                    (length, thrown) -> {
                      boolean first =
                          thrown == null
                              ? told.complete(length)
                              : told.completeExceptionally(thrown);
                      assert first;
                    });
        return told;
      }
    };
  }

  /** Runs what it is given in some threads, each time one of those waiting, chosen by lot. */
  private static final class Lottery implements Executor {
    private final SplittableRandom random;
    private final int threadsMax;
    private final List<Runnable> waiting = new ArrayList<>();
    private int threads;

    Lottery(int threadsMax, long seed) {
      this.threadsMax = threadsMax;
      this.random = new SplittableRandom(seed);
    }

    @Override
    public synchronized void execute(Runnable work) {
      waiting.add(work);
      if (threads < threadsMax) {
        threads++;
        Thread thread = new Thread(this::run, "store");
        thread.setDaemon(true);
        thread.start();
      }
    }

    private void run() {
      Runnable work = next();
      while (work != null) {
        work.run();
        work = next();
      }
    }

    private synchronized @org.jspecify.annotations.Nullable Runnable next() {
      if (waiting.isEmpty()) {
        threads--;
        return null;
      }
      return waiting.remove(threadsMax == 1 ? 0 : random.nextInt(waiting.size()));
    }

    /** A future whose dependents run by lot. */
    final class Scattered<T> extends CompletableFuture<T> {
      @Override
      public <U> CompletableFuture<U> thenApply(Function<? super T, ? extends U> function) {
        return super.thenApplyAsync(function, Lottery.this);
      }
    }
  }
}
