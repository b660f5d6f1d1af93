package io.durability.testkit;

import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;

/** Every operation of a log in memory fails once. */
final class MemoryLogFaultTest extends LogFaultTest {

  private static final String PLACE = "faults";

  @Override
  protected void prepare() {
    MemoryDirectory.drop(PLACE);
  }

  @Override
  protected Directory open() {
    return MemoryDirectory.named(PLACE);
  }

  @Override
  protected void dispose() {
    MemoryDirectory.drop(PLACE);
  }
}
