package io.durability.testkit;

import static io.durability.testkit.Fault.Mode.AFTER;
import static io.durability.testkit.When.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Log;
import io.durability.LogOptions;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import io.durability.testkit.Operation.Verb;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A frontier that a writer finds may have been left by one that was killed between its creation and
 * the force of its folder: that it is listed does not mean that a power loss would leave it. So a
 * writer deletes nothing on the word of a frontier that it has not written itself.
 */
final class FrontierTrustTest extends LogFixture {

  private static final LogOptions OPTIONS =
      LogOptions.builder().segmentBytes(4096).checkpointsKept(1).build();

  private final FaultDirectory faults = new FaultDirectory(new MemoryDirectory());

  @Override
  protected Directory open() {
    return faults;
  }

  @Test
  void truncate_frontierOfAKilledWriter_isWrittenAgainBeforeAnythingIsDeleted() throws Exception {
    Fault lost = faults.failOnce(on(Verb.WRITE).under("frontier/"), AFTER);
    try (Log<String> killed = openLog(OPTIONS)) {
      addMany(killed, 8, 1500);
      assertThat(publish(killed).deletionFailure()).isPresent();
    }
    assertThat(lost.fired()).isTrue();
    assertThat(faults.list("frontier/")).hasSize(1);

    try (Log<String> next = openLog(OPTIONS)) {
      int before = faults.operations().size();
      assertThat(next.truncate().segmentsDeleted()).isPositive();

      List<Operation> did = faults.operations().subList(before, faults.operations().size());
      assertThat(first(did, Verb.WRITE, "frontier/")).isLessThan(first(did, Verb.DELETE, "wal/"));
    }
    assertRecovered();
  }

  @Test
  void truncate_ownFrontier_isWrittenOnce() throws Exception {
    try (Log<String> log = openLog(OPTIONS)) {
      addMany(log, 8, 1500);
      Fault kept = faults.failOnce(on(Verb.DELETE).under("wal/"), Fault.Mode.BEFORE);
      publish(log);
      assertThat(kept.fired()).isTrue();
      int before = faults.operations().size();

      assertThat(log.truncate().segmentsDeleted()).isPositive();

      List<Operation> did = faults.operations().subList(before, faults.operations().size());
      assertThat(first(did, Verb.WRITE, "frontier/")).isEqualTo(Long.MAX_VALUE);
    }
  }

  /** Returns the place of the first such operation, or the greatest number. */
  private static long first(List<Operation> operations, Verb verb, String prefix) {
    return operations.stream()
        .filter(o -> o.verb() == verb && o.names().stream().anyMatch(n -> n.startsWith(prefix)))
        .mapToLong(Operation::number)
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }
}
