package io.durability.testkit.crash;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.testkit.disk.SimulatedFiles;
import java.util.random.RandomGenerator;

/** Opens the directory under test on a simulated disk, as a process does that has just started. */
@FunctionalInterface
public interface Mount {

  /**
   * Opens a directory.
   *
   * @param files of a new process
   * @param entropy for what must be random; the same in every run
   */
  Directory open(SimulatedFiles files, RandomGenerator entropy) throws DurabilityException;
}
