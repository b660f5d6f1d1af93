package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.errors.UnavailableException;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.storage.FileWriter;
import io.durability.storage.Version;
import io.durability.testkit.FaultDirectory.Fate;
import io.durability.testkit.Operation.Verb;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Writes a whole file as a {@link FaultDirectory} says. */
final class FaultFileWriter extends FilterFileWriter {

  private final FaultDirectory directory;
  private final FileName name;
  private @Nullable DurabilityException failure;
  private boolean ended;
  private boolean closed;

  FaultFileWriter(FaultDirectory directory, FileName name, FileWriter in) {
    super(in);
    this.directory = directory;
    this.name = name;
  }

  @Override
  public void write(ByteBuffer bytes) throws DurabilityException {
    checkUsable();
    Fate fate = directory.begin(Verb.FILE_WRITE, name);
    if (fate.mode() == null) {
      in.write(bytes);
      return;
    }
    failure = directory.injected(fate, directory.location(name));
    switch (fate.mode()) {
      case BEFORE -> {}
      case SHORT -> in.write(bytes.slice(bytes.position(), bytes.remaining() / 2));
      case AFTER -> in.write(bytes);
    }
    throw failure;
  }

  @Override
  public Version commit(Condition condition) throws DurabilityException {
    checkUsable();
    ended = true;
    return directory.atomic(Verb.COMMIT, name, () -> in.commit(condition));
  }

  /** What is incomplete may not be published. */
  private void checkUsable() throws UnavailableException {
    if (ended || closed) {
      throw new IllegalStateException("file writer is closed [" + directory.location(name) + "]");
    }
    if (failure != null) {
      throw new UnavailableException(
          "an earlier write of this file failed", directory.location(name), failure);
    }
  }

  @Override
  public void close() throws DurabilityException {
    if (!closed) {
      closed = true;
      directory.closing(
          directory.begin(Verb.FILE_CLOSE, name), directory.location(name), in::close);
    }
  }
}
