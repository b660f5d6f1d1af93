package io.durability.testkit;

import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The contract on a memory directory with the defect of the moment. JUnit makes the instances, so
 * the defect stands in a static field. Not a test of its own: {@link ContractCanFailTest} runs it.
 */
final class BrokenContract extends DirectoryContractTest {

  static final String SECRET = "s3cr3t-k3y";

  static volatile Defect defect = new Defect("none", java.util.Set.of(), (in, place) -> in);

  private final String place = UUID.randomUUID().toString();
  private final Defect.Place remembered = new Defect.Place();

  @Override
  protected Directory open() {
    return defect.wrap().apply(MemoryDirectory.named(place), remembered);
  }

  @Override
  protected void dispose() {
    MemoryDirectory.drop(place);
  }

  @Override
  protected List<String> secrets() {
    return List.of(SECRET);
  }

  @Override
  protected Duration patience() {
    // Nothing is proved by waiting long for what a broken directory never does.
    return defect.clauses().isEmpty() ? super.patience() : Duration.ofMillis(300);
  }
}
