package io.durability.storage;

import io.durability.errors.DurabilityException;
import java.nio.ByteBuffer;

/** A reader of the directory beneath, of which the failures are told as those of the folder. */
final class PrefixFileReader implements FileReader {

  private final PrefixDirectory folder;
  private final FileReader in;

  PrefixFileReader(PrefixDirectory folder, FileReader in) {
    this.folder = folder;
    this.in = in;
  }

  @Override
  public long size() {
    return in.size();
  }

  @Override
  public void read(long position, ByteBuffer target) throws DurabilityException {
    try {
      in.read(position, target);
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
