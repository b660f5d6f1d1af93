package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;

/** A reader that passes every call on to another. */
abstract class FilterFileReader implements FileReader {

  final FileReader in;

  FilterFileReader(FileReader in) {
    this.in = in;
  }

  @Override
  public long size() {
    return in.size();
  }

  @Override
  public void read(long position, ByteBuffer target) throws DurabilityException {
    in.read(position, target);
  }

  @Override
  public void close() throws DurabilityException {
    in.close();
  }
}
