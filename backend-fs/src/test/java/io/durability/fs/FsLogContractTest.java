package io.durability.fs;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.testkit.LogContractTest;
import io.durability.testkit.host.TempDirInMemory;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A log on the local-disk directory keeps the contract. */
final class FsLogContractTest extends LogContractTest {

  @TempDir(factory = TempDirInMemory.class)
  Path place;

  @Override
  protected Directory open() throws DurabilityException {
    return FsDirectory.open(place.resolve("root"));
  }
}
