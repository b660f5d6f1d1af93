package io.durability.objectstore;

import java.lang.System.Logger;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Drops uploads that a crash left. They are listed when a file is sealed and dropped when this
 * directory has created one after that: whoever has done both has taken over from the writer that
 * began them, and what a successor begins later is not in the listing.
 *
 * <p>Guarded by itself. Nobody waits for it, and a failure is left to the next one.
 */
final class Sweeper {

  private static final Logger LOG = System.getLogger(Sweeper.class.getName());

  private final Calls calls;
  private final UploadContext uploads;
  private @Nullable CompletableFuture<List<Upload>> abandoned;

  Sweeper(Calls calls, UploadContext uploads) {
    this.calls = calls;
    this.uploads = uploads;
  }

  void sealed() {
    CompletableFuture<List<Upload>> listing =
        calls.repeated(() -> calls.store.listUploads(Keys.WHOLE_ROOT));
    synchronized (this) {
      abandoned = listing;
    }
  }

  void created() {
    CompletableFuture<List<Upload>> listing;
    synchronized (this) {
      listing = abandoned;
      abandoned = null;
    }
    if (listing != null) {
      Calls.whenDone(
          listing,
          (found, thrown) -> {
            if (thrown == null) {
              found.forEach(this::drop);
            } else {
              LOG.log(Logger.Level.DEBUG, "abandoned uploads not listed", Calls.unwrap(thrown));
            }
          });
    }
  }

  private void drop(Upload upload) {
    if (uploads.isOwn(upload)) {
      return;
    }
    Calls.whenDone(
        calls.repeated(() -> calls.store.abortUpload(upload)),
        (done, thrown) -> {
          if (thrown != null) {
            LOG.log(
                Logger.Level.DEBUG,
                "an abandoned upload was not dropped, the next writer will",
                Calls.unwrap(thrown));
          }
        });
  }
}
