package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.storage.Condition;
import io.durability.storage.FileWriter;
import io.durability.storage.Version;
import java.nio.ByteBuffer;

/** A file writer that passes every call on to another. */
abstract class FilterFileWriter implements FileWriter {

  final FileWriter in;

  FilterFileWriter(FileWriter in) {
    this.in = in;
  }

  @Override
  public void write(ByteBuffer bytes) throws DurabilityException {
    in.write(bytes);
  }

  @Override
  public Version commit(Condition condition) throws DurabilityException {
    return in.commit(condition);
  }

  @Override
  public void close() throws DurabilityException {
    in.close();
  }
}
