package io.durability.testkit;

import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;

/** A log in memory agrees with its model. */
final class MemoryLogModelTest extends LogModelTest {

  private static final String PLACE = "log-model";

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
