package io.durability.objectstore;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The append files that this directory has sealed: what is in them does not change any more, so
 * that they are read without another listing, and read ahead while the fence is on its way.
 */
final class SealedFiles {

  /** A sealed file, and its content until the claim that sealed it is complete. */
  private record Sealed(ChunkRun run, @Nullable ReadAhead content) {}

  private final Calls calls;
  private final Answers answers;
  private final Fencer fencer;
  private final RunReader runs;
  private final Sweeper sweeper;
  private final ObjectStoreOptions options;
  private final Map<FileName, Sealed> sealed = new ConcurrentHashMap<>();

  /** What the last listing showed; each is used once. */
  private volatile Map<String, ChunkRun> listed = Map.of();

  SealedFiles(
      Calls calls, Answers answers, Fencer fencer, Sweeper sweeper, ObjectStoreOptions options) {
    this.calls = calls;
    this.answers = answers;
    this.fencer = fencer;
    this.runs = new RunReader(calls, answers);
    this.sweeper = sweeper;
    this.options = options;
  }

  /**
   * Notes a listing of files with all their objects: a seal that follows need not list again,
   * because the fence itself tells.
   */
  void noteListing(Map<String, ChunkRun> found) {
    listed = new ConcurrentHashMap<>(found);
  }

  /** Returns a file as the last listing showed it, if it did and the file was not sealed since. */
  Optional<ChunkRun> fromLastListing(FileName name) {
    return Optional.ofNullable(listed.get(name.value()));
  }

  long seal(FileName name, Location location) throws DurabilityException {
    Sealed before = sealed.get(name);
    if (before != null) {
      return before.run().bytes();
    }
    sweeper.beginListing(name);
    ChunkRun found = listed.isEmpty() ? null : listed.remove(name.value());
    if (found == null || found.endsInFence()) {
      // Of one that another had sealed by then, the end may have been settled since.
      found = runs.list(name, location);
    }
    ReadAhead content = content(name, location, found);
    content.prefetch();
    ChunkRun run = fencer.seal(name, found, location);
    if (run.end() != found.end()) {
      content = content(name, location, run);
    }
    sealed.put(name, new Sealed(run, content));
    return run.bytes();
  }

  private ReadAhead content(FileName name, Location location, ChunkRun run) {
    FirstChunks first = FirstChunks.none(new Chunks(calls, name, location));
    return ChunkReader.content(first, answers, run, options.readsInFlight());
  }

  /** Opens a file if it was sealed here. */
  Optional<FileReader> open(FileName name, Location location) {
    Sealed file = sealed.get(name);
    if (file == null || !file.run().exists()) {
      return Optional.empty();
    }
    ReadAhead content = file.content();
    if (content == null) {
      content = content(name, location, file.run());
    }
    return Optional.of(new ChunkReader(runs, name, location, file.run().bytes(), content));
  }

  /** Voids what is behind an end, by a mark if there is anything. */
  void settle(FileName name, long from, long end, Location location) throws DurabilityException {
    Sealed file = sealed.get(name);
    if (file == null) {
      throw new IllegalStateException("settle needs a sealed file [" + location + "]");
    }
    long size = file.run().bytes();
    if (from < 0 || from > end || end > size) {
      throw new IllegalArgumentException(
          "settle out of range [from="
              + from
              + ", end="
              + end
              + ", size="
              + size
              + ", "
              + location
              + "]");
    }
    if (end < size) {
      String key = Keys.endMark(name, end);
      answers.await(
          calls.put(key, calls.newId(), ByteBuffer.allocate(0), new PutCondition.Absent()),
          location);
      sealed.put(name, new Sealed(file.run().endingAt(end), file.content()));
    }
  }

  void forget(FileName name) {
    sealed.remove(name);
  }

  /** Gives back memory: the claim for which files were sealed is complete. */
  void forgetContents() {
    sealed.replaceAll((name, file) -> new Sealed(file.run(), null));
  }
}
