package com.example.onefile;

import io.durability.storage.FileReader;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Reads one array up to the size it had when opened. */
final class OneFileReader implements FileReader {

  private final byte[] content;
  private final int size;
  private volatile boolean closed;

  OneFileReader(byte[] content, int size) {
    this.content = content;
    this.size = size;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long position, ByteBuffer target) {
    if (closed) {
      throw new IllegalStateException("reader is closed");
    }
    Objects.checkFromIndexSize(position, (long) target.remaining(), (long) size);
    target.put(content, (int) position, target.remaining());
  }

  @Override
  public void close() {
    closed = true;
  }
}
