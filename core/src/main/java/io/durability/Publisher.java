package io.durability;

import io.durability.internal.format.CheckpointRef;
import io.durability.internal.log.CheckpointIds;
import io.durability.internal.log.CheckpointOutput;
import io.durability.internal.log.CodecStreams;
import io.durability.internal.log.LogWriter;
import io.durability.internal.log.Published;
import io.durability.storage.FileName;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a state: writes it as a checkpoint, commits it by a marker in the log, and only then
 * deletes the segments that the kept checkpoints cover.
 *
 * <p>Immutable. Threads: any; publishes of one log follow one another. Appending may go on
 * meanwhile, but the state that is passed must not change while it is written.
 *
 * @param <S> the type of the state
 */
public final class Publisher<S> {

  private final StateCodec<S> codec;

  private Publisher(StateCodec<S> codec) {
    this.codec = Objects.requireNonNull(codec, "codec");
  }

  /** Returns a publisher of states that a codec writes. */
  public static <S> Publisher<S> of(StateCodec<S> codec) {
    return new Publisher<>(codec);
  }

  /**
   * Publishes a state. When it returns, recovery starts from it. A crash at any point leaves a log
   * that recovers to the same state as before or after.
   *
   * @param state covers every entry up to {@code lastId}, and nothing beyond
   * @param lastId durable by now, and above the newest checkpoint's
   * @throws IllegalArgumentException if the last id is not so; nothing changed
   * @throws io.durability.errors.DurabilityException if the checkpoint could not be written or
   *     committed; nothing was deleted
   * @throws IOException what the codec throws; nothing changed
   * @throws IllegalStateException if the log is closed
   */
  public PublishResult publish(Log<?> log, S state, long lastId) throws IOException {
    LogWriter writer = log.writer();
    return publish(writer, state, lastId, null);
  }

  /**
   * Publishes a state under a file name of the caller's choice, which must not exist yet. Such a
   * checkpoint is never deleted by the library.
   *
   * @throws IllegalArgumentException if the log uses such names for its own files, too; nothing
   *     changed
   * @throws io.durability.errors.ConditionNotMetException if the name is taken; nothing changed
   * @throws IOException as {@link #publish(Log, Object, long)} does
   */
  public PublishResult publish(Log<?> log, S state, long lastId, FileName name) throws IOException {
    Objects.requireNonNull(name, "name"); // Before the log may be claimed for nothing.
    return publish(log.writer(), state, lastId, name);
  }

  private PublishResult publish(LogWriter writer, S state, long lastId, @Nullable FileName name)
      throws IOException {
    Published published =
        writer.<IOException>publish(lastId, () -> write(writer, state, lastId, name));
    return new PublishResult(
        FileName.of(published.checkpoint().name()),
        published.checkpoint().lastId(),
        published.markerId(),
        published.truncation().segments(),
        published.truncation().bytes(),
        Optional.ofNullable(published.truncation().failure()));
  }

  private CheckpointRef write(LogWriter writer, S state, long lastId, @Nullable FileName name)
      throws IOException {
    CheckpointIds ids = writer.newCheckpoint(lastId, name);
    try (CheckpointOutput output = CheckpointOutput.create(writer.directory(), ids, lastId)) {
      codec.write(state, CodecStreams.unclosed(output));
      return output.commit();
    }
  }
}
