package com.example.onefile;

import io.durability.errors.DurabilityException;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.storage.FileWriter;
import io.durability.storage.Version;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Collects a whole file in the heap. */
final class OneFileWriter implements FileWriter {

  private final OneFileDirectory directory;
  private final FileName name;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private boolean closed;

  OneFileWriter(OneFileDirectory directory, FileName name) {
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
    return directory.write(name, ByteBuffer.wrap(content.toByteArray()), condition);
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
