package io.durability.storage;

import io.durability.errors.DurabilityException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Collects a whole file in the heap until its commit. */
final class MemoryFileWriter implements FileWriter {

  private final MemoryDirectory directory;
  private final FileName name;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private boolean closed;

  MemoryFileWriter(MemoryDirectory directory, FileName name) {
    this.directory = directory;
    this.name = name;
  }

  @Override
  public void write(ByteBuffer bytes) {
    checkOpen();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    content.writeBytes(copy);
  }

  @Override
  public Version commit(Condition condition) throws DurabilityException {
    Objects.requireNonNull(condition, "condition");
    checkOpen();
    closed = true;
    byte[] whole = content.toByteArray();
    return directory.put(name, whole, whole.length, condition);
  }

  @Override
  public void close() {
    closed = true;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("file writer is closed [file=" + name + "]");
    }
  }
}
