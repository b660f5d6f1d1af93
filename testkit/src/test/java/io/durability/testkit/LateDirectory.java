package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FilterDirectory;
import io.durability.storage.Traits;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Another directory, as if it were far away: several syncs are under way at a time, and each future
 * completes later, in order, but in a thread of its own, so that what depends on one may run beside
 * what depends on the next.
 */
final class LateDirectory extends FilterDirectory {

  private static final int SYNCS_IN_FLIGHT = 4;

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "late");
            thread.setDaemon(true);
            return thread;
          });

  private final Traits traits;

  LateDirectory(Directory in) {
    super(in);
    Traits found = in.traits();
    traits =
        new Traits(
            found.survives(),
            found.rename(),
            found.versionConditions(),
            found.readsOnlyDurable(),
            SYNCS_IN_FLIGHT,
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
    return new LateAppender(in.append(name));
  }

  private static final class LateAppender implements Appender {
    private final Appender appender;
    private CompletableFuture<Long> last = CompletableFuture.completedFuture(0L);
    private CompletableFuture<Long> handed = last;

    LateAppender(Appender appender) {
      this.appender = appender;
    }

    @Override
    public void write(ByteBuffer bytes) throws DurabilityException {
      appender.write(bytes);
    }

    @Override
    public CompletableFuture<Long> sync() {
      CompletableFuture<Long> done = appender.sync();
      CompletableFuture<Long> late = new CompletableFuture<>();
      CompletableFuture<Long> before = last;
      last = late;
      Runnable completion =
          () -> {
            try {
              late.complete(done.join());
            } catch (CompletionException e) {
              late.completeExceptionally(e.getCause());
            }
          };
      handed = before.whenComplete((length, thrown) -> THREADS.execute(completion));
      return late;
    }

    @Override
    public long length() {
      return appender.length();
    }

    @Override
    public void close() throws DurabilityException {
      try {
        handed.join();
        last.join();
      } catch (CompletionException e) {
        // Told by the future.
        assert last.isDone();
      }
      appender.close();
    }
  }
}
