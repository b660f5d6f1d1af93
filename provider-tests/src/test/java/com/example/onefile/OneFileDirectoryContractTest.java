package com.example.onefile;

import io.durability.storage.Directory;
import io.durability.testkit.DirectoryContractTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

// BACKENDS: begin contract
/** The outsider's directory keeps the contract. */
final class OneFileDirectoryContractTest extends DirectoryContractTest {

  @TempDir Path folder;

  @Override
  protected Directory open() {
    return new OneFileDirectory(folder.resolve("files.db"));
  }
}
// BACKENDS: end contract
