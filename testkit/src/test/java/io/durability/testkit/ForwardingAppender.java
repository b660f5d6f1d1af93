package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.storage.Appender;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Passes everything on to another appender; subclasses change some of it. */
abstract class ForwardingAppender implements Appender {

  final Appender in;

  ForwardingAppender(Appender in) {
    this.in = in;
  }

  @Override
  public void write(ByteBuffer bytes) throws DurabilityException {
    in.write(bytes);
  }

  @Override
  public CompletableFuture<Long> sync() {
    return in.sync();
  }

  @Override
  public long length() {
    return in.length();
  }

  @Override
  public void close() throws DurabilityException {
    in.close();
  }
}
