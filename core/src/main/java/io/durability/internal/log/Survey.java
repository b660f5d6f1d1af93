package io.durability.internal.log;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.NotFoundException;
import io.durability.errors.TruncatedException;
import io.durability.internal.format.CheckpointRef;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a log consists of, as its headers and its last segment tell, damage included. Reads only.
 *
 * @param frontier the number below which segments may be gone
 * @param segments all segments that are there, ascending
 * @param tail the end of the last segment, or null if there is none or it is damaged
 * @param kept the committed checkpoints that are kept, newest first
 * @param checkpointFiles the files in the folder of checkpoints
 * @param damages what is damaged or missing, as far as headers and the last segment show
 */
public record Survey(
    long frontier,
    List<SurveyedSegment> segments,
    @Nullable Tail tail,
    List<CheckpointRef> kept,
    List<FileInfo> checkpointFiles,
    List<CorruptException> damages) {

  /** How often it starts over because a writer changed what was listed. */
  private static final int ATTEMPTS = 16;

  /**
   * Looks at a log.
   *
   * @throws DurabilityException if it cannot be read, or is of a newer format; never for damage
   */
  public static Survey of(Directory directory) throws DurabilityException {
    for (int attempt = 1; ; attempt++) {
      Segments segments = Segments.list(directory);
      try {
        Survey survey = new Surveyor(segments).survey();
        // A segment that a live writer truncated while this looked is not missing.
        if (survey.damages().isEmpty()
            || attempt == ATTEMPTS
            || Segments.list(directory).sameAs(segments)) {
          return survey;
        }
      } catch (TruncatedException | NotFoundException e) {
        // A live writer truncated, took over or gave back space: look again.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Returns the file of a segment, as it stands in messages. */
  public static String fileOf(long segment) {
    return LogFiles.segment(segment).value();
  }
}
