package io.durability.internal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.Limits;
import io.durability.storage.MemoryDirectory;
import java.lang.Thread.State;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the group commit tells of an append while it is at it. */
final class GroupCommitTest {

  private static final long PREVIOUS_ID = 7;
  private static final int WAITERS = 100;
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

  private GroupCommit group(SegmentSink sink) {
    return new GroupCommit(
        sink,
        Location.of("memory"),
        SETTINGS,
        WriterWatch.of(directory, SETTINGS),
        directory.traits(),
        new CommitPipeline.Start(Limits.BATCH_BYTES_MAX, PREVIOUS_ID));
  }

  @Test
  void lastId_inTheMiddleOfAnAtomicBatch_isTheOneBeforeIt() throws DurabilityException {
    GroupCommit group = group(new NoSink());
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

  @Test
  void waiters_howeverManyOfOneBatch_areAllWoken() throws Exception {
    GatedSink sink = new GatedSink();
    GroupCommit group = group(sink);
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i <= WAITERS; i++) {
      FutureTask<Long> append = new FutureTask<>(() -> group.appendDurable(ByteBuffer.allocate(1)));
      Thread thread = new Thread(append, "waiter-" + i);
      thread.setDaemon(true);
      thread.start();
      waiting.add(thread);
      if (i == 0) {
        // The first batch holds one entry; all the others wait for the second.
        sink.entered.await();
      }
    }
    await().until(() -> waiting.stream().allMatch(thread -> thread.getState() == State.WAITING));
    sink.gate.countDown();
    await().until(() -> waiting.stream().noneMatch(Thread::isAlive));
    assertThat(group.durableId()).isEqualTo(PREVIOUS_ID + 1 + WAITERS);
    assertThat(sink.batches).hasValue(2);
  }

  /** Makes the first batch wait. */
  private static final class GatedSink implements SegmentSink {

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger batches = new AtomicInteger();

    @Override
    public CompletableFuture<Long> write(ByteBuffer batch, long previousId, boolean sync) {
      if (batches.incrementAndGet() == 1) {
        entered.countDown();
        try {
          gate.await();
        } catch (InterruptedException e) {
          throw new AssertionError("interrupted", e);
        }
      }
      return CompletableFuture.completedFuture(0L);
    }

    @Override
    public long vouchedId() {
      return 0;
    }

    @Override
    public void rotate(List<CheckpointRef> checkpoints, long lastId) {
      throw new AssertionError("rotated");
    }
  }

  /** Nothing is committed here. */
  private static final class NoSink implements SegmentSink {
    @Override
    public CompletableFuture<Long> write(ByteBuffer batch, long previousId, boolean sync) {
      throw new AssertionError("written");
    }

    @Override
    public long vouchedId() {
      return 0;
    }

    @Override
    public void rotate(List<CheckpointRef> checkpoints, long lastId) {
      throw new AssertionError("rotated");
    }
  }
}
