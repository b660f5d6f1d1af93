package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FilterDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Another directory, of which another thread completes each sync, but the first of a file, just
 * after the writer has seen that it is not complete.
 */
final class TreacherousDirectory extends FilterDirectory {

  TreacherousDirectory(Directory in) {
    super(in);
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    return new FilterAppender(in.append(name)) {
      private boolean header = true;

      @Override
      public CompletableFuture<Long> sync() {
        CompletableFuture<Long> done = super.sync();
        if (header) {
          header = false;
          return done;
        }
        return doneOnceAsked(done);
      }
    };
  }

  private static CompletableFuture<Long> doneOnceAsked(CompletableFuture<Long> done) {
    List<CompletableFuture<Long>> self = new ArrayList<>();
    DoneOnceAsked<Long> told =
        new DoneOnceAsked<>(() -> inAnotherThread(() -> self.get(0).complete(done.join())));
    self.add(told);
    return told;
  }

  private static void inAnotherThread(Runnable work) {
    CompletableFuture.runAsync(work, command -> new Thread(command, "store").start()).join();
  }

  /** Is not done when asked, and done right afterwards. */
  private static final class DoneOnceAsked<T> extends CompletableFuture<T> {
    private final Runnable completion;

    DoneOnceAsked(Runnable completion) {
      this.completion = completion;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new DoneOnceAsked<>(completion);
    }

    @Override
    public boolean isDone() {
      boolean done = super.isDone();
      if (!done) {
        completion.run();
      }
      return done;
    }

    @Override
    public T join() {
      completion.run();
      return super.join();
    }
  }
}
