package io.durability.testkit;

import io.durability.storage.Directory;
import java.util.UUID;

/** A log in memory with its checkpoints on an object store keeps the contract. */
final class SplitLogContractTest extends LogContractTest {

  private final SplitPlace place = new SplitPlace(UUID.randomUUID().toString());

  @Override
  protected Directory open() {
    return place.open();
  }

  @Override
  protected void dispose() {
    place.drop();
  }
}
