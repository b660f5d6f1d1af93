package io.durability.testkit.disk;

import io.durability.storage.Directory;
import io.durability.testkit.DirectoryContractTest;
import java.util.Random;

/** The directory on a simulated disk keeps the contract. */
final class SimulatedDirectoryContractTest extends DirectoryContractTest {

  private final SimulatedDisk disk = SimulatedDisk.of(DiskImage.empty());
  private final Random entropy = new Random(1);

  @Override
  protected Directory open() {
    return new SimulatedDirectory(disk.attach(), "/place", 8, entropy);
  }
}
