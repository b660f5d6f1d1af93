package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.PublishResult;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileWriter;
import io.durability.storage.FilterDirectory;
import io.durability.storage.MemoryDirectory;
import io.durability.storage.SplitDirectory;
import io.durability.storage.Version;
import io.durability.testkit.Operation.Verb;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A publish over two stores: its order, and what is left if a checkpoint was not kept. */
final class SplitLogTest {

  private static final LogOptions SMALL =
      LogOptions.builder().segmentBytes(4096).checkpointsKept(1).build();

  private static final String LOG = "split-log-order";
  private static final String CHECKPOINTS = "split-checkpoints-order";

  private static void add(Log<String> log, List<String> state, String entry) throws Exception {
    state.add(LogFixture.line(log.appendDurable(entry), entry));
  }

  @Test
  void publish_checkpointIsCommittedThere_thenTheMarkerHere_thenSegmentsGo() throws Exception {
    FaultDirectory all =
        new FaultDirectory(SplitDirectory.of(new MemoryDirectory(), new MemoryDirectory()));
    List<String> state = new ArrayList<>();
    try (Log<String> log = Log.open(all, Codecs.utf8(), SMALL)) {
      add(log, state, "first");
      LogFixture.PUBLISHER.publish(log, state, log.durableId());
      add(log, state, "second");
      int before = all.operations().size();
      PublishResult result = LogFixture.PUBLISHER.publish(log, state, log.durableId());
      assertThat(result.segmentsDeleted()).isPositive();
      List<Operation> did = all.operations().subList(before, all.operations().size());
      int commit = first(did, Verb.COMMIT, "checkpoints/");
      int marker = first(did, Verb.SYNC, "wal/");
      int deleted = first(did, Verb.DELETE, "wal/");
      assertThat(List.of(commit, marker, deleted)).isSorted();
    }
  }

  private static int first(List<Operation> operations, Verb verb, String prefix) {
    for (int i = 0; i < operations.size(); i++) {
      Operation each = operations.get(i);
      if (each.verb() == verb && each.names().stream().anyMatch(name -> name.startsWith(prefix))) {
        return i;
      }
    }
    throw new AssertionError("no " + verb + " under " + prefix + " in " + operations);
  }

  @Test
  void checkpointsPlaceForgotten_isAnError_neverAnOlderState() throws Exception {
    MemoryDirectory log = new MemoryDirectory();
    List<String> state = new ArrayList<>();
    Directory both = SplitDirectory.of(log, new MemoryDirectory());
    try (Log<String> writer = Log.open(both, Codecs.utf8(), SMALL)) {
      for (int i = 0; i < 3; i++) {
        add(writer, state, "entry " + i);
        LogFixture.PUBLISHER.publish(writer, state, writer.durableId());
      }
    }
    assertThat(LogFixture.recovery(both).latest().state()).isEqualTo(state);
    assertThatThrownBy(() -> LogFixture.recovery(log).latest())
        .isInstanceOf(CorruptException.class);
  }

  /** Confirms a checkpoint and does not keep it. */
  private static Directory confirmingNothing(Directory in) {
    return new FilterDirectory(in) {
      @Override
      public FileWriter create(FileName name) throws DurabilityException {
        return new FilterFileWriter(in.create(name)) {
          @Override
          public Version commit(Condition condition) {
            return new Version("lost");
          }
        };
      }
    };
  }

  /** A log of which the other store does not keep what it confirms. */
  private static final class Forgetting extends LogModelTest {
    @Override
    protected void prepare() {
      MemoryDirectory.drop(LOG);
      MemoryDirectory.drop(CHECKPOINTS);
    }

    @Override
    protected Directory open() {
      return SplitDirectory.of(
          MemoryDirectory.named(LOG), confirmingNothing(MemoryDirectory.named(CHECKPOINTS)));
    }

    @Override
    protected void dispose() {
      prepare();
    }
  }

  @Test
  void storeThatDoesNotKeepItsCheckpoints_isNoticed() {
    LogModelTest test = new Forgetting();
    SequenceFailure failure =
        catchThrowableOfType(SequenceFailure.class, test::randomLives_agreeWithTheModel);
    assertThat(failure).isNotNull();
    assertThat(failure.operations()).hasSizeLessThan(8);
  }
}
