package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.testkit.FaultDirectory.Fate;
import io.durability.testkit.Operation.Verb;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads as a {@link FaultDirectory} says. */
final class FaultFileReader extends FilterFileReader {

  private final FaultDirectory directory;
  private final FileName name;
  private final AtomicBoolean closed = new AtomicBoolean();

  FaultFileReader(FaultDirectory directory, FileName name, FileReader in) {
    super(in);
    this.directory = directory;
    this.name = name;
  }

  @Override
  public void read(long position, ByteBuffer target) throws DurabilityException {
    Fate fate = directory.begin(Verb.READ, name);
    if (fate.mode() == null) {
      in.read(position, target);
      return;
    }
    switch (fate.mode()) {
      case BEFORE -> {}
      case SHORT -> {
        int limit = target.limit();
        target.limit(target.position() + target.remaining() / 2);
        in.read(position, target);
        target.limit(limit);
      }
      case AFTER -> in.read(position, target);
    }
    throw directory.injected(fate, directory.location(name).at(position));
  }

  @Override
  public void close() throws DurabilityException {
    if (closed.compareAndSet(false, true)) {
      directory.closing(
          directory.begin(Verb.READER_CLOSE, name), directory.location(name), in::close);
    }
  }
}
