package io.durability.testkit.disk;

import io.durability.errors.DurabilityException;
import io.durability.errors.PoisonedException;
import io.durability.errors.UnavailableException;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.storage.FileWriter;
import io.durability.storage.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes a whole file of a {@link SimulatedDirectory} under a temporary name. One thread. */
final class SimulatedFileWriter implements FileWriter {

  private final SimulatedDirectory directory;
  private final FileName name;
  private final String temp;
  private final SimulatedFile file;
  private long length;
  private boolean committed;
  private boolean closed;
  private @Nullable IOException failure;

  SimulatedFileWriter(
      SimulatedDirectory directory, FileName name, String temp, SimulatedFile file) {
    this.directory = directory;
    this.name = name;
    this.temp = temp;
    this.file = file;
  }

  @Override
  public void write(ByteBuffer bytes) throws DurabilityException {
    checkUsable();
    try {
      length += file.write(bytes, length);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public Version commit(Condition condition) throws DurabilityException {
    Objects.requireNonNull(condition, "condition");
    checkUsable();
    try {
      file.force(true);
      Version version = directory.commit(temp, name, condition);
      committed = true;
      return version;
    } catch (DurabilityException e) {
      throw e;
    } catch (IOException e) {
      throw failed(e);
    } finally {
      close();
    }
  }

  @Override
  public void close() throws DurabilityException {
    if (!closed) {
      closed = true;
      file.close();
      if (!committed) {
        directory.discard(temp);
      }
    }
  }

  private UnavailableException failed(IOException cause) {
    failure = cause;
    return new UnavailableException(
        "file not written, found=" + cause.getMessage(), directory.location(name), cause);
  }

  private void checkUsable() throws DurabilityException {
    directory.requireOpen();
    if (closed) {
      throw new IllegalStateException("file writer is closed [" + directory.location(name) + "]");
    }
    if (failure != null) {
      throw new PoisonedException("an earlier write failed", directory.location(name), failure);
    }
  }
}
