package io.durability;

import io.durability.internal.log.CheckpointIds;
import io.durability.internal.log.CheckpointInput;
import io.durability.internal.log.CheckpointOutput;
import io.durability.internal.log.CodecStreams;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Checkpoint files on their own, without a log: a snapshot that is written whole or not at all, and
 * verified in full when it is read. Streamed both ways, so there is no limit to its size.
 *
 * <p>A {@link Publisher} uses the same files, and adds the marker that makes recovery use them.
 */
public final class Checkpoints {

  private Checkpoints() {}

  /**
   * Writes a checkpoint. On return it is durable; a crash midway leaves nothing under the name.
   *
   * @param lastId what the state covers, told again when it is read, 0 or more
   * @throws io.durability.errors.ConditionNotMetException if the name is taken; nothing changed
   * @throws IllegalArgumentException if the name is in a folder of a log, such as {@code
   *     checkpoints/}: a log that is opened there would miss its segments
   * @throws IOException what the codec throws; nothing changed
   */
  public static <S> void write(
      Directory directory, FileName name, StateCodec<S> codec, S state, long lastId)
      throws IOException {
    if (lastId < 0) {
      throw new IllegalArgumentException(
          "last id out of range [expected>=0, found=" + lastId + "]");
    }
    RandomGenerator random = new SecureRandom();
    CheckpointIds ids = CheckpointIds.ofNoLog(name, new UUID(random.nextLong(), random.nextLong()));
    try (CheckpointOutput output = CheckpointOutput.create(directory, ids, lastId)) {
      codec.write(state, CodecStreams.unclosed(output));
      output.commit();
    }
  }

  /**
   * A checkpoint that was read.
   *
   * @param lastId what the state covers
   * @param state the state
   */
  public record Checkpoint<S>(long lastId, S state) {}

  /**
   * Reads a checkpoint and verifies all of it.
   *
   * @throws io.durability.errors.NotFoundException if there is no such file
   * @throws io.durability.errors.CorruptException if it is damaged, cut off, or not a checkpoint
   * @throws io.durability.errors.UnsupportedException if it is of a newer format
   * @throws IOException what the codec throws
   */
  public static <S> Checkpoint<S> read(Directory directory, FileName name, StateCodec<S> codec)
      throws IOException {
    try (CheckpointInput input = CheckpointInput.open(directory, name)) {
      S state = codec.read(CodecStreams.unclosed(input));
      input.verifyRest();
      return new Checkpoint<>(input.lastId(), state);
    }
  }
}
