package io.durability.testkit.disk;

import io.durability.storage.Directory;
import io.durability.testkit.LogContractTest;
import java.util.Random;

/** A log in a directory on a simulated disk keeps the contract. */
final class SimulatedLogContractTest extends LogContractTest {

  private final SimulatedDisk disk = SimulatedDisk.of(DiskImage.empty());
  private final Random entropy = new Random(1);

  @Override
  protected Directory open() {
    return new SimulatedDirectory(disk.attach(), "/place", 512, entropy);
  }
}
