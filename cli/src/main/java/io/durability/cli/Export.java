package io.durability.cli;

import static java.util.Objects.requireNonNull;

import io.durability.StateCodec;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A state that is no more than the bytes it came from: counts them, and writes them to files if a
 * folder was named. The files get their names when all is there.
 */
final class Export implements AutoCloseable {

  static final String CHECKPOINT = "checkpoint.bin";
  static final String ENTRIES = "entries.jsonl";

  private static final String UNFINISHED = ".part";

  private final @Nullable Path folder;
  private final List<Path> files = new ArrayList<>();
  private @Nullable OutputStream entries;
  private boolean anew = true;
  private boolean fromCheckpoint;
  private long checkpointBytes;
  private long entryBytes;

  private Export(@Nullable Path folder) {
    this.folder = folder;
  }

  /**
   * Begins an export.
   *
   * @param folder where to, or null to count only
   * @throws DirectoryNotEmptyException if something is there: nothing is overwritten
   */
  static Export into(@Nullable Path folder) throws IOException {
    if (folder == null) {
      return new Export(null);
    }
    Path place = folder.toAbsolutePath().normalize();
    Files.createDirectories(place);
    try (Stream<Path> found = Files.list(place)) {
      if (found.findAny().isPresent()) {
        throw new DirectoryNotEmptyException(place.toString());
      }
    }
    return new Export(place);
  }

  /** Reads a checkpoint into this export. It may be called again if the first was damaged. */
  StateCodec<Export> codec() {
    return new StateCodec<>() {
      @Override
      public void write(Export state, OutputStream target) {
        throw new UnsupportedOperationException("recover publishes nothing");
      }

      @Override
      public Export read(InputStream source) throws IOException {
        begin();
        fromCheckpoint = true;
        try (OutputStream target = create(CHECKPOINT)) {
          checkpointBytes = source.transferTo(target);
        }
        return Export.this;
      }
    };
  }

  /** Begins with nothing, also after what was read before turned out to be damaged. */
  Export begin() {
    // A supplier throws no I/O error, so the file of the entries is begun anew by the next one.
    anew = true;
    fromCheckpoint = false;
    checkpointBytes = 0;
    entryBytes = 0;
    return this;
  }

  /** Adds an entry. */
  Export add(long id, byte[] payload) throws IOException {
    if (folder != null) {
      beginEntries();
      String line =
          Json.line(
              Json.object()
                  .put("id", id)
                  .put("payload", Base64.getEncoder().encodeToString(payload)));
      requireNonNull(entries, "begun").write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    entryBytes += payload.length;
    return this;
  }

  /** Gives the files their names. */
  void commit() throws IOException {
    if (folder == null) {
      return;
    }
    beginEntries();
    closeEntries();
    if (fromCheckpoint) {
      name(folder, CHECKPOINT);
    }
    name(folder, ENTRIES);
  }

  long checkpointBytes() {
    return checkpointBytes;
  }

  long entryBytes() {
    return entryBytes;
  }

  /** Returns the files that were written. */
  List<Path> files() {
    return List.copyOf(files);
  }

  /** Deletes what is not finished. */
  @Override
  public void close() throws IOException {
    closeEntries();
    if (folder != null) {
      Files.deleteIfExists(folder.resolve(CHECKPOINT + UNFINISHED));
      Files.deleteIfExists(folder.resolve(ENTRIES + UNFINISHED));
    }
  }

  private OutputStream create(String name) throws IOException {
    return folder == null
        ? OutputStream.nullOutputStream()
        : new BufferedOutputStream(Files.newOutputStream(folder.resolve(name + UNFINISHED)));
  }

  private void name(Path place, String name) throws IOException {
    Path unfinished = place.resolve(name + UNFINISHED);
    Path finished = place.resolve(name);
    Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
    files.add(finished);
  }

  private void beginEntries() throws IOException {
    if (anew) {
      closeEntries();
      entries = create(ENTRIES);
      anew = false;
    }
  }

  private void closeEntries() throws IOException {
    OutputStream open = entries;
    if (open != null) {
      entries = null;
      open.close();
    }
  }
}
