package io.durability.testkit;

import static io.durability.testkit.BrokenAppends.appender;

import io.durability.errors.DurabilityException;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FilterDirectory;
import io.durability.storage.Traits;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Mistakes in syncs, and in what is left when an appender is closed or has failed: D10 and D11. */
final class BrokenSyncs {

  private BrokenSyncs() {}

  static List<Defect> all() {
    return List.of(
        appender("sync does nothing", "D9 D10", SyncsNothing::new),
        appender("sync is for close only", "D10 D9", SyncsAtClose::new),
        appender("sync gives no length", "D10", SyncGivesZero::new),
        appender("sync of nothing new fails", "D10 D9", SyncOfNothingFails::new),
        appender("sync loses bytes beyond a mebibyte", "D10", Capped::new),
        appender("sync loses a byte when not aligned", "D10 D9", Aligned::new),
        appender("sync keeps the last write only", "D10", LastWriteOnly::new),
        appender("syncs complete out of order", "D10", OutOfOrder::new),
        appender("length counts syncs", "D10", CountsSyncs::new),
        appender("close does not wait", "D10", DoesNotWait::new),
        appender("close drops what was synced last", "D10", ClosesShort::new),
        appender("close leaves garbage for what was not synced", "D10", Garbage::new),
        appender("close is refused the second time", "D10 D11", ClosesOnce::new),
        appender("close ends nothing", "D10", EndsNothing::new),
        appender("close after a failure throws", "D11", ThrowsAtClose::new),
        appender("a failed sync is tried again and confirmed", "D11", Confirms::new),
        Defect.of(
            "readers see what may still be lost, and the trait denies it",
            "D10",
            (in, place) -> deniesWhatReadersSee(in)));
  }

  private static Directory deniesWhatReadersSee(Directory in) {
    Traits denied = in.traits();
    return new FilterDirectory(new WriteBackDirectory(in)) {
      @Override
      public Traits traits() {
        return denied;
      }
    };
  }

  private static final class SyncsNothing extends FilterAppender {
    private long written;

    SyncsNothing(Appender in) {
      super(in);
    }

    @Override
    public void write(ByteBuffer bytes) {
      written += DefectiveDirectory.take(bytes).length;
    }

    @Override
    public CompletableFuture<Long> sync() {
      return CompletableFuture.completedFuture(written);
    }

    @Override
    public long length() {
      return written;
    }
  }

  private static final class SyncsAtClose extends FilterAppender {
    private boolean closed;

    SyncsAtClose(Appender in) {
      super(in);
    }

    @Override
    public CompletableFuture<Long> sync() {
      return closed ? in.sync() : CompletableFuture.completedFuture(in.length());
    }

    @Override
    public void close() throws DurabilityException {
      if (!closed) {
        closed = true;
        in.sync().join();
      }
      in.close();
    }
  }

  private static final class SyncGivesZero extends FilterAppender {
    SyncGivesZero(Appender in) {
      super(in);
    }

    @Override
    public CompletableFuture<Long> sync() {
      return in.sync().thenApply(length -> 0L);
    }
  }

  private static final class SyncOfNothingFails extends FilterAppender {
    private long synced;

    SyncOfNothingFails(Appender in) {
      super(in);
    }

    @Override
    public CompletableFuture<Long> sync() {
      if (synced == in.length()) {
        return CompletableFuture.failedFuture(new IllegalStateException("nothing to sync"));
      }
      synced = in.length();
      return in.sync();
    }
  }

  /** Passes only some of the bytes on and counts them all. */
  private abstract static class Losing extends FilterAppender {
    long written;

    Losing(Appender in) {
      super(in);
    }

    abstract byte[] kept(byte[] bytes);

    @Override
    public void write(ByteBuffer bytes) throws DurabilityException {
      byte[] taken = DefectiveDirectory.take(bytes);
      in.write(ByteBuffer.wrap(kept(taken)));
      written += taken.length;
    }

    @Override
    public CompletableFuture<Long> sync() {
      long length = written;
      return in.sync().thenApply(unused -> length);
    }

    @Override
    public long length() {
      return written;
    }
  }

  private static final class Capped extends Losing {
    Capped(Appender in) {
      super(in);
    }

    @Override
    byte[] kept(byte[] bytes) {
      return Arrays.copyOf(bytes, Math.min(bytes.length, 1 << 20));
    }
  }

  private static final class Aligned extends Losing {
    Aligned(Appender in) {
      super(in);
    }

    @Override
    byte[] kept(byte[] bytes) {
      return bytes.length % 4 == 0 ? bytes : Arrays.copyOf(bytes, bytes.length - 1);
    }
  }

  private static final class LastWriteOnly extends Losing {
    private byte[] last = new byte[0];

    LastWriteOnly(Appender in) {
      super(in);
    }

    @Override
    byte[] kept(byte[] bytes) {
      last = bytes;
      return new byte[0];
    }

    @Override
    public CompletableFuture<Long> sync() {
      try {
        in.write(ByteBuffer.wrap(last));
        last = new byte[0];
        return super.sync();
      } catch (DurabilityException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
  }

  /** Holds every sync back a little, unless another comes, which overtakes it. */
  private static final class OutOfOrder extends FilterAppender {
    private CompletableFuture<Long> overtaken = CompletableFuture.completedFuture(0L);

    OutOfOrder(Appender in) {
      super(in);
    }

    @Override
    public CompletableFuture<Long> sync() {
      long length = in.sync().join();
      if (!overtaken.isDone()) {
        CompletableFuture<Long> slow = overtaken;
        return new CompletableFuture<Long>()
            .completeOnTimeout(length, 1, TimeUnit.MILLISECONDS)
            .whenComplete((unused, error) -> slow.complete(length));
      }
      overtaken = new CompletableFuture<Long>().completeOnTimeout(length, 5, TimeUnit.MILLISECONDS);
      return overtaken;
    }
  }

  private static final class CountsSyncs extends FilterAppender {
    private long syncs;

    CountsSyncs(Appender in) {
      super(in);
    }

    @Override
    public CompletableFuture<Long> sync() {
      syncs++;
      return in.sync();
    }

    @Override
    public long length() {
      return syncs;
    }
  }

  private static final class DoesNotWait extends FilterAppender {
    DoesNotWait(Appender in) {
      super(in);
    }

    @Override
    public CompletableFuture<Long> sync() {
      long length = in.sync().join();
      return CompletableFuture.supplyAsync(
          () -> length, CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS));
    }
  }

  private static final class ClosesShort extends FilterAppender {
    private byte[] last = new byte[0];
    private boolean closed;

    ClosesShort(Appender in) {
      super(in);
    }

    @Override
    public void write(ByteBuffer bytes) throws DurabilityException {
      in.write(ByteBuffer.wrap(last));
      last = DefectiveDirectory.take(bytes);
      if (closed) {
        throw new IllegalStateException("closed");
      }
    }

    @Override
    public CompletableFuture<Long> sync() {
      long length = length();
      return closed ? in.sync() : in.sync().thenApply(unused -> length);
    }

    @Override
    public long length() {
      return in.length() + last.length;
    }

    @Override
    public void close() throws DurabilityException {
      closed = true;
      super.close();
    }
  }

  private static final class Garbage extends FilterAppender {
    private long pending;
    private boolean closed;

    Garbage(Appender in) {
      super(in);
    }

    @Override
    public void write(ByteBuffer bytes) throws DurabilityException {
      pending += bytes.remaining();
      in.write(bytes);
    }

    @Override
    public CompletableFuture<Long> sync() {
      pending = 0;
      return in.sync();
    }

    @Override
    public void close() throws DurabilityException {
      if (pending > 0 && !closed) {
        closed = true;
        in.write(ByteBuffer.allocate((int) pending));
        in.sync().join();
      }
      super.close();
    }
  }

  private static final class ClosesOnce extends FilterAppender {
    private boolean closed;

    ClosesOnce(Appender in) {
      super(in);
    }

    @Override
    public void close() throws DurabilityException {
      if (closed) {
        throw new IllegalStateException("closed twice");
      }
      closed = true;
      super.close();
    }
  }

  private static final class EndsNothing extends FilterAppender {
    EndsNothing(Appender in) {
      super(in);
    }

    @Override
    public void close() {}
  }

  private static final class ThrowsAtClose extends FilterAppender {
    private boolean failed;

    ThrowsAtClose(Appender in) {
      super(in);
    }

    @Override
    public void write(ByteBuffer bytes) throws DurabilityException {
      try {
        in.write(bytes);
      } catch (DurabilityException e) {
        failed = true;
        throw e;
      }
    }

    @Override
    public void close() throws DurabilityException {
      if (failed) {
        throw new IllegalStateException("an earlier write failed");
      }
      super.close();
    }
  }

  private static final class Confirms extends FilterAppender {
    private boolean failed;

    Confirms(Appender in) {
      super(in);
    }

    @Override
    public void write(ByteBuffer bytes) throws DurabilityException {
      try {
        in.write(bytes);
      } catch (DurabilityException e) {
        if (!failed) {
          failed = true;
          throw e;
        }
      }
    }

    @Override
    public CompletableFuture<Long> sync() {
      return failed ? CompletableFuture.completedFuture(in.length()) : in.sync();
    }
  }
}
