package io.durability.fs;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.PoisonedException;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.storage.FileWriter;
import io.durability.storage.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes a whole file into a temporary one, which its directory puts in place at the commit. */
final class FsFileWriter implements FileWriter {

  private final FsDirectory directory;
  private final FileName name;
  private final TempFile file;
  private volatile boolean closed;
  private @Nullable Throwable failure;

  FsFileWriter(FsDirectory directory, FileName name, TempFile file) {
    this.directory = directory;
    this.name = name;
    this.file = file;
  }

  @Override
  public void write(ByteBuffer bytes) throws DurabilityException {
    checkUsable();
    try {
      file.write(bytes);
    } catch (IOException e) {
      failure = e;
      throw Failures.of("file not written", location(), e);
    } catch (RuntimeException | Error e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public Version commit(Condition condition) throws DurabilityException {
    Objects.requireNonNull(condition, "condition");
    checkUsable();
    try {
      return directory.commit(file, name, condition);
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      directory.forget(this);
      file.discard();
    }
  }

  private void checkUsable() throws PoisonedException {
    if (closed) {
      throw new IllegalStateException("file writer is closed [" + location() + "]");
    }
    if (failure != null) {
      throw new PoisonedException("an earlier write failed", location(), failure);
    }
  }

  private Location location() {
    return Location.of(directory, name);
  }
}
