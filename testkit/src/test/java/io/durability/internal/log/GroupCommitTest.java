package io.durability.internal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.PoisonedException;
import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.Frames;
import io.durability.internal.format.Limits;
import io.durability.storage.MemoryDirectory;
import io.durability.storage.RenameKind;
import io.durability.storage.Survives;
import io.durability.storage.Traits;
import java.io.IOException;
import java.lang.Thread.State;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the group commit tells of an append while it is at it. */
final class GroupCommitTest {

  private static final long PREVIOUS_ID = 7;
  private static final int WAITERS = 100;
  private static final int SMALL_BATCH = 256;
  private static final Traits SEVERAL_IN_FLIGHT = traits(8);
  private static final ThreadFactory NO_THREAD =
      work -> {
        throw new IllegalStateException("no thread, on purpose");
      };
  private static final WriterSettings SETTINGS = settings(Thread::new);

  private final MemoryDirectory directory = new MemoryDirectory();

  private static WriterSettings settings(ThreadFactory threads) {
    return new WriterSettings(
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
        threads,
        null,
        null);
  }

  private GroupCommit group(SegmentSink sink) {
    return group(sink, SETTINGS, directory.traits(), Limits.BATCH_BYTES_MAX);
  }

  private GroupCommit group(
      SegmentSink sink, WriterSettings settings, Traits traits, long contentBytes) {
    return new GroupCommit(
        sink,
        Location.of("memory"),
        settings,
        WriterWatch.of(directory, settings),
        traits,
        new CommitPipeline.Start(contentBytes, PREVIOUS_ID));
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
  void appendAll_thatThrowsInTheMiddle_leavesNothing() throws Exception {
    List<Integer> written = new ArrayList<>();
    GroupCommit group = group(new CountingSink(written));
    List<ByteBuffer> broken =
        new AbstractList<>() {
          @Override
          public ByteBuffer get(int index) {
            if (index == 2) {
              throw new IllegalStateException("thrown on purpose");
            }
            return ByteBuffer.allocate(1);
          }

          @Override
          public int size() {
            return 3;
          }
        };
    assertThatThrownBy(() -> group.appendAll(broken, 200, (id, batch) -> id))
        .isInstanceOf(IllegalStateException.class);
    // More than there is room for.
    List<ByteBuffer> tooMany = Collections.nCopies(100, ByteBuffer.allocate(5000));
    assertThatThrownBy(() -> group.appendAll(tooMany, 200, (id, batch) -> id))
        .isInstanceOf(BufferOverflowException.class);
    assertThat(group.appendDurable(ByteBuffer.allocate(1))).isEqualTo(PREVIOUS_ID + 1);
    assertThat(written).containsExactly((int) Frames.framedBytes(1));
  }

  /** Stays in one segment. */
  private abstract static class OneSegment implements SegmentSink {

    @Override
    public long vouchedId() {
      return 0;
    }

    @Override
    public void rotate(List<CheckpointRef> checkpoints, long lastId) {
      throw new AssertionError("rotated");
    }
  }

  /** Notes how long each batch is. */
  private static final class CountingSink extends OneSegment {

    private final List<Integer> written;

    CountingSink(List<Integer> written) {
      this.written = written;
    }

    @Override
    public CompletableFuture<Long> write(ByteBuffer batch, long previousId, boolean sync) {
      written.add(batch.position());
      return CompletableFuture.completedFuture(0L);
    }
  }

  @Test
  void fullBatches_fillTheSameBuffersAgain() throws Exception {
    Set<ByteBuffer> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
    SegmentSink sink =
        new OneSegment() {
          @Override
          public CompletableFuture<Long> write(ByteBuffer batch, long previousId, boolean sync) {
            buffers.add(batch);
            return CompletableFuture.completedFuture(0L);
          }
        };
    // Padded as far as a store may ask for: the padding of a full batch must fit into what is kept.
    // With no thread that writes early, each batch is full.
    GroupCommit group =
        group(sink, settings(NO_THREAD), traits(Traits.ALIGNMENT_MAX), Limits.BATCH_BYTES_MAX);
    appendMebibytes(group, 32);
    assertThat(buffers).hasSizeBetween(1, 2);
  }

  @Test
  void whatNobodyWaitsFor_isWrittenBesideTheAppends_withoutASync() throws Exception {
    ThreadsSink sink = new ThreadsSink();
    GroupCommit group = group(sink);
    appendMebibytes(group, 2);
    await().until(() -> !sink.unsynced.isEmpty());
    assertThat(sink.unsynced).doesNotContain(Thread.currentThread());
    assertThat(sink.synced).isEmpty();
    assertThat(group.durableId()).isEqualTo(PREVIOUS_ID);
    group.sync();
    assertThat(group.durableId()).isEqualTo(group.lastId());
  }

  @Test
  @Tag("fault-93")
  void whatNobodyWaitsFor_noThreadToWriteIt_isWrittenByAnAppendWhenItIsFull() throws Exception {
    ThreadsSink sink = new ThreadsSink();
    GroupCommit group =
        group(sink, settings(NO_THREAD), directory.traits(), Limits.BATCH_BYTES_MAX);
    appendMebibytes(group, 6);
    assertThat(sink.unsynced).containsOnly(Thread.currentThread());
    assertThat(sink.synced).isEmpty();
  }

  private static void appendMebibytes(GroupCommit group, int count) throws DurabilityException {
    for (int i = 0; i < count << 10; i++) {
      group.append(ByteBuffer.allocate(1 << 10), (id, batch) -> id);
    }
  }

  /** Notes who writes. */
  private static final class ThreadsSink extends OneSegment {

    private final Set<Thread> unsynced = ConcurrentHashMap.newKeySet();
    private final Set<Thread> synced = ConcurrentHashMap.newKeySet();

    @Override
    public CompletableFuture<Long> write(ByteBuffer batch, long previousId, boolean sync) {
      (sync ? synced : unsynced).add(Thread.currentThread());
      return CompletableFuture.completedFuture(0L);
    }
  }

  private static Traits traits(int batchAlignment) {
    return new Traits(
        Survives.CLOSE,
        RenameKind.ATOMIC,
        true,
        true,
        2,
        batchAlignment,
        Limits.BATCH_BYTES_MAX,
        1 << 20);
  }

  @Test
  void waiters_howeverManyOfOneBatch_areAllWoken() throws Exception {
    GatedSink sink = new GatedSink();
    GroupCommit group = group(sink);
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i <= WAITERS; i++) {
      FutureTask<Long> append = new FutureTask<>(() -> group.appendDurable(ByteBuffer.allocate(1)));
      waiting.add(started(append, "waiter-" + i));
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

  @Test
  void poison_whileABatchIsWrittenWithoutASync_failsItToo() throws Exception {
    PendingSink sink =
        new PendingSink(first -> first.completeExceptionally(new IOException("on purpose")));
    GroupCommit group = group(sink, SETTINGS, SEVERAL_IN_FLIGHT, SMALL_BATCH);
    CommitBatch first = group.append(ByteBuffer.allocate(SMALL_BATCH / 2), (id, batch) -> batch);
    started(() -> assertThat(failure(first)).isNotNull(), "syncs");
    sink.asked.await();
    CommitBatch second = group.append(ByteBuffer.allocate(SMALL_BATCH / 2), (id, batch) -> batch);
    // Has no room in the second, and so writes it.
    assertThatThrownBy(
            () -> group.append(ByteBuffer.allocate(SMALL_BATCH / 2), (id, batch) -> batch))
        .isInstanceOf(PoisonedException.class);
    FutureTask<@Nullable DurabilityException> waiting = new FutureTask<>(() -> failure(second));
    started(waiting, "waits");
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isInstanceOf(PoisonedException.class);
  }

  private static Thread started(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static @Nullable DurabilityException failure(CommitBatch batch) {
    try {
      batch.await();
      return null;
    } catch (DurabilityException e) {
      return e;
    }
  }

  @Test
  @Tag("fault-93")
  void lateSync_noThreadForWhatDependsOnIt_isToldAllTheSame() throws Exception {
    PendingSink sink = new PendingSink(first -> {});
    GroupCommit group = group(sink, settings(NO_THREAD), SEVERAL_IN_FLIGHT, SMALL_BATCH);
    CommitBatch batch = group.append(ByteBuffer.allocate(1), (id, of) -> of);
    CompletableFuture<String> told = batch.onDurable("durable");
    FutureTask<@Nullable DurabilityException> waiting = new FutureTask<>(() -> failure(batch));
    Thread waits = started(waiting, "waits");
    await().until(() -> waits.getState() == State.WAITING);
    sink.first.complete(0L);
    assertThat(told).isCompletedWithValue("durable");
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isNull();
    assertThatThrownBy(() -> group.appendDurable(ByteBuffer.allocate(1)))
        .isInstanceOf(PoisonedException.class);
  }

  /** The sync of the first batch stays pending, until the next one is written at the latest. */
  private static final class PendingSink extends OneSegment {

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CompletableFuture<Long> first = new CompletableFuture<>();
    private final Consumer<CompletableFuture<Long>> whileNext;

    PendingSink(Consumer<CompletableFuture<Long>> whileNext) {
      this.whileNext = whileNext;
    }

    @Override
    public CompletableFuture<Long> write(ByteBuffer batch, long previousId, boolean sync) {
      if (sync) {
        asked.countDown();
        return first;
      }
      whileNext.accept(first);
      return CompletableFuture.completedFuture(0L);
    }
  }

  /** Makes the first batch wait. */
  private static final class GatedSink extends OneSegment {

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
  }

  /** Nothing is committed here. */
  private static final class NoSink extends OneSegment {
    @Override
    public CompletableFuture<Long> write(ByteBuffer batch, long previousId, boolean sync) {
      throw new AssertionError("written");
    }
  }
}
