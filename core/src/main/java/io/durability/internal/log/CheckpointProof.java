package io.durability.internal.log;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.internal.format.Bytes;
import io.durability.internal.format.CheckpointFormat;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a checkpoint file proves by being there, whether or not a marker committed it: its writer
 * was refused a last id that was not durable, so a log that ends below that id has lost entries.
 * This is what tells that the newest segments are gone, which nothing in the others can tell.
 */
final class CheckpointProof {

  private CheckpointProof() {}

  /**
   * Looks for a checkpoint of a log that covers more than the log has. Opens none in the usual
   * case: names tell.
   *
   * @param checkpoints our own, as they were listed before the log's end was looked for, or when no
   *     writer could add any
   * @param lastId where the log ends
   * @return what to report, empty if there is none
   * @throws io.durability.errors.UnsupportedException if such a file is of a newer format
   */
  static Optional<CorruptException> lostEntries(
      Directory directory, List<FileName> checkpoints, UUID logId, long lastId)
      throws DurabilityException {
    for (FileName name : checkpoints) {
      if (LogFiles.ownCheckpoint(name).orElse(0) > lastId && isOf(directory, name, logId, lastId)) {
        return Optional.of(
            CorruptException.mismatch(
                "the log ends before a checkpoint of it, durable entries are missing",
                Location.of(directory, name).entry(lastId + 1),
                "last id >= " + LogFiles.ownCheckpoint(name).getAsLong(),
                lastId));
      }
    }
    return Optional.empty();
  }

  private static boolean isOf(Directory directory, FileName name, UUID logId, long lastId)
      throws DurabilityException {
    try (FileReader file = directory.open(name)) {
      ByteBuffer bytes = Bytes.allocate((int) Math.min(file.size(), CheckpointFormat.HEADER_BYTES));
      file.read(0, bytes);
      CheckpointFormat.Header header =
          CheckpointFormat.Header.decode(bytes.flip(), Location.of(directory, name));
      return header.logId().equals(logId) && header.lastId() > lastId;
    } catch (CorruptException | NotFoundException e) {
      // Damaged, foreign, or deleted meanwhile: it proves nothing.
      return false;
    }
  }
}
