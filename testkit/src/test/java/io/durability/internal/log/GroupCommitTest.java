package io.durability.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.Limits;
import io.durability.storage.MemoryDirectory;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the group commit tells of an append while it is at it. */
final class GroupCommitTest {

  private static final long PREVIOUS_ID = 7;
  private static final WriterSettings SETTINGS =
      new WriterSettings(
          Limits.PAYLOAD_BYTES_MAX,
          Limits.BATCH_BYTES_MAX,
          Long.MAX_VALUE,
          1,
          Long.MAX_VALUE,
          Long.MAX_VALUE,
          0,
          0,
          System::nanoTime,
          new SplittableRandom(1),
          Thread::new,
          null,
          null);

  private final MemoryDirectory directory = new MemoryDirectory();
  private final GroupCommit group =
      new GroupCommit(
          new NoSink(),
          Location.of("memory"),
          SETTINGS,
          WriterWatch.of(directory, SETTINGS),
          directory.traits(),
          new CommitPipeline.Start(Limits.BATCH_BYTES_MAX, PREVIOUS_ID));

  @Test
  void lastId_inTheMiddleOfAnAtomicBatch_isTheOneBeforeIt() throws DurabilityException {
    List<Long> told = new ArrayList<>();
    List<ByteBuffer> three =
        new AbstractList<>() {
          @Override
          public ByteBuffer get(int index) {
            told.add(group.lastId());
            return ByteBuffer.allocate(1);
          }

          @Override
          public int size() {
            return 3;
          }
        };
    long last = group.appendAll(three, Limits.BATCH_BYTES_MAX / 2, (id, batch) -> id);
    assertThat(told).containsExactly(PREVIOUS_ID, PREVIOUS_ID, PREVIOUS_ID);
    assertThat(last).isEqualTo(PREVIOUS_ID + 3);
    assertThat(group.lastId()).isEqualTo(last);
  }

  /** Nothing is committed here. */
  private static final class NoSink implements SegmentSink {
    @Override
    public CompletableFuture<Long> write(ByteBuffer batch, long previousId, boolean sync) {
      throw new AssertionError("written");
    }

    @Override
    public void rotate(List<CheckpointRef> checkpoints, long lastId) {
      throw new AssertionError("rotated");
    }
  }
}
