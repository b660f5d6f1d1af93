package io.durability.objectstore;

import io.durability.storage.FileName;
import java.lang.System.Logger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Drops uploads that a crash left. They are listed when a file is sealed and dropped when this
 * directory has created one of the same log after that: whoever has done both has taken over from
 * the writer that began them, and what a successor begins later is not in the listing. Other logs
 * in the place have writers of their own, whose uploads are none of its business.
 *
 * <p>Guarded by itself. Nobody waits for it, and a failure is left to the next one.
 */
final class Sweeper {

  private static final Logger LOG = System.getLogger(Sweeper.class.getName());

  private final Calls calls;
  private final UploadContext uploads;

  /** What was listed of each log that is being claimed, by its root. */
  private final Map<String, CompletableFuture<List<Upload>>> listings = new HashMap<>();

  Sweeper(Calls calls, UploadContext uploads) {
    this.calls = calls;
    this.uploads = uploads;
  }

  /** Begins to list the uploads of a file's log, which is about to be sealed. */
  void beginListing(FileName sealed) {
    root(sealed).ifPresent(this::list);
  }

  /** Drops what was listed of a file's log: the file was created just now. */
  void dropListed(FileName created) {
    root(created).ifPresent(this::drop);
  }

  private void list(String root) {
    CompletableFuture<List<Upload>> listing =
        calls.repeated(
            "UPLOADS",
            Keys.WHOLE_ROOT + root,
            () -> calls.store.listUploads(Keys.WHOLE_ROOT + root));
    synchronized (this) {
      listings.put(root, listing);
    }
  }

  private void drop(String root) {
    CompletableFuture<List<Upload>> listing;
    synchronized (this) {
      listing = listings.remove(root);
    }
    if (listing != null) {
      Calls.whenDone(
          listing,
          (found, thrown) -> {
            if (thrown == null) {
              found.stream().filter(upload -> isOf(root, upload.key())).forEach(this::drop);
            } else {
              LOG.log(Logger.Level.DEBUG, "abandoned uploads not listed", Calls.unwrap(thrown));
            }
          });
    }
  }

  /**
   * Returns where a log has its folders: what stands before the folder of one of its segments. A
   * file that lies in no folder is of no log.
   */
  private static Optional<String> root(FileName segment) {
    String name = segment.value();
    int folderEnd = name.lastIndexOf('/');
    return folderEnd < 0
        ? Optional.empty()
        : Optional.of(name.substring(0, name.lastIndexOf('/', folderEnd - 1) + 1));
  }

  /** Tells whether an object is of a log: in one of its folders, but in none further down. */
  private static boolean isOf(String root, String key) {
    int folder = Keys.WHOLE_ROOT.length() + root.length();
    int slash = key.indexOf('/', folder);
    return key.startsWith(Keys.WHOLE_ROOT + root) && slash > 0 && slash == key.lastIndexOf('/');
  }

  private void drop(Upload upload) {
    if (uploads.isOwn(upload)) {
      return;
    }
    Calls.whenDone(
        calls.repeated("ABORT", upload.key(), () -> calls.store.abortUpload(upload)),
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
