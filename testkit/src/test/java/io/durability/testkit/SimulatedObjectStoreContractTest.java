package io.durability.testkit;

import io.durability.objectstore.ObjectStore;
import java.util.concurrent.CompletableFuture;

final class SimulatedObjectStoreContractTest extends ObjectStoreContractTest {

  private final Simulation world = new Simulation(1);

  @Override
  protected ObjectStore open() {
    return new SimulatedObjectStore(world);
  }

  @Override
  protected void await(CompletableFuture<?> request) {
    synchronized (world) {
      world.await(request);
    }
  }
}
