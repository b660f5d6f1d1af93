package io.durability.internal.log;

import io.durability.internal.format.CheckpointRef;
import io.durability.internal.format.FrameKind;
import io.durability.internal.format.Frames;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Takes note of the ids it is handed, and confirms each sync later, in order, in the one thread
 * that all sinks share. Written to by one thread at a time.
 */
final class LateSink implements SegmentSink {

  private static final ExecutorService CONFIRMING =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "confirming");
            thread.setDaemon(true);
            return thread;
          });

  private volatile long writtenId;
  private volatile long durableId;
  private volatile boolean inOrder = true;

  /** What was done, for who reads of a failure; a race does not show twice. */
  private final Queue<String> story = new ConcurrentLinkedQueue<>();

  LateSink(long previousId) {
    writtenId = previousId;
    durableId = previousId;
  }

  long durableId() {
    return durableId;
  }

  /** Tells whether each id came once, and in order. */
  boolean inOrder() {
    return inOrder;
  }

  private void note(String what, long id) {
    story.add(Thread.currentThread().getName() + " " + what + " " + id);
  }

  @Override
  public CompletableFuture<Long> write(ByteBuffer batch, long previousId, boolean sync) {
    note(sync ? "writes, to sync, after" : "writes after", previousId);
    inOrder &= previousId == writtenId;
    int at = 0;
    while (at < batch.position()) {
      boolean counts = Frames.kind(batch, at) != FrameKind.WATERMARK;
      inOrder &= Frames.entryId(batch, at) == writtenId + (counts ? 1 : 0);
      writtenId = Frames.entryId(batch, at);
      at += (int) Frames.framedBytes(Frames.payloadBytes(batch, at));
    }
    long end = writtenId;
    note("has written", end);
    CompletableFuture<Long> done = new CompletableFuture<>();
    if (sync) {
      CONFIRMING.execute(
          () -> {
            note("confirms", end);
            durableId = end;
            done.complete(end);
          });
    } else {
      done.complete(end);
    }
    return done;
  }

  @Override
  public long vouchedId() {
    return 0;
  }

  @Override
  public void rotate(List<CheckpointRef> checkpoints, long lastId) {
    note("rotates behind", lastId);
    inOrder &= lastId == writtenId && durableId >= lastId;
  }

  @Override
  public String toString() {
    return "written " + writtenId + (inOrder ? " in order" : " out of order") + ": " + story;
  }
}
