package com.example.onefile;

import io.durability.storage.Directory;
import io.durability.testkit.LogContractTest;
import io.durability.testkit.host.TempDirInMemory;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A log in the outsider's directory keeps the contract. */
final class OneFileLogContractTest extends LogContractTest {

  @TempDir(factory = TempDirInMemory.class)
  Path folder;

  @Override
  protected Directory open() {
    return new OneFileDirectory(folder.resolve("files.db"));
  }
}
