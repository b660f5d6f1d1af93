package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FilterDirectory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Another directory that remembers who writes or syncs again after a write or sync has failed. */
final class RetryWatch extends FilterDirectory {

  private final List<String> retries = new CopyOnWriteArrayList<>();

  RetryWatch(Directory in) {
    super(in);
  }

  /** Returns what was tried after a failure; a log must not. */
  List<String> retries() {
    return List.copyOf(retries);
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    return new FilterAppender(in.append(name)) {
      private volatile boolean failed;

      @Override
      public void write(ByteBuffer bytes) throws DurabilityException {
        note("write");
        try {
          super.write(bytes);
        } catch (DurabilityException e) {
          failed = true;
          throw e;
        }
      }

      @Override
      public CompletableFuture<Long> sync() {
        note("sync");
        return super.sync()
            .whenComplete(
                (length, thrown) -> {
                  if (thrown != null) {
                    failed = true;
                  }
                });
      }

      private void note(String verb) {
        if (failed) {
          retries.add(verb + " of " + name + " after a failure");
        }
      }
    };
  }
}
