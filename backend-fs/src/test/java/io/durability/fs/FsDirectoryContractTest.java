package io.durability.fs;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.testkit.DirectoryContractTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The local-disk directory keeps the contract. */
final class FsDirectoryContractTest extends DirectoryContractTest {

  @TempDir Path place;

  @Override
  protected Directory open() throws DurabilityException {
    return FsDirectory.open(place.resolve("root"));
  }
}
