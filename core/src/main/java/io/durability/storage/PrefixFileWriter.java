package io.durability.storage;

import io.durability.errors.DurabilityException;
import java.nio.ByteBuffer;

/** A writer of the directory beneath, of which the failures are told as those of the folder. */
final class PrefixFileWriter implements FileWriter {

  private final PrefixDirectory folder;
  private final FileWriter in;

  PrefixFileWriter(PrefixDirectory folder, FileWriter in) {
    this.folder = folder;
    this.in = in;
  }

  @Override
  public void write(ByteBuffer bytes) throws DurabilityException {
    try {
      in.write(bytes);
    } catch (DurabilityException e) {
      throw folder.told(e);
    }
  }

  @Override
  public Version commit(Condition condition) throws DurabilityException {
    try {
      return in.commit(condition);
    } catch (DurabilityException e) {
      throw folder.told(e);
    }
  }

  @Override
  public void close() throws DurabilityException {
    try {
      in.close();
    } catch (DurabilityException e) {
      throw folder.told(e);
    }
  }
}
