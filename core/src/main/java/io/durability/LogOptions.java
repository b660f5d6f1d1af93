package io.durability;

import io.durability.internal.format.Limits;
import io.durability.internal.log.WriterSettings;
import io.durability.storage.Clockwork;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a log writes. The defaults suit most uses. Immutable.
 *
 * <p>Reading needs no options: what a reader must know stands in the files.
 */
public final class LogOptions {

  private static final LogOptions DEFAULTS = builder().build();

  private final WriterSettings settings;

  private LogOptions(WriterSettings settings) {
    this.settings = settings;
  }

  /** Returns the defaults. */
  public static LogOptions defaults() {
    return DEFAULTS;
  }

  /** Returns a builder that starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  WriterSettings settings() {
    return settings;
  }

  /** Sets options one by one; {@link #build} checks them together. */
  public static final class Builder {
    private int payloadBytesMax = 16 << 20;
    private int batchBytesMax = 64 << 20;
    private long segmentBytes = 64L << 20;
    private int checkpointsKept = 2;
    private SyncPolicy sync = SyncPolicy.durable();
    private Duration segmentAge = Duration.ZERO;
    private long idleWatermarkNanos = -1;
    private long lingerNanos = -1;
    private @Nullable Clockwork clockwork;
    private LongSupplier nanoClock = System::nanoTime;
    private RandomGenerator entropy = new SecureRandom();
    private @Nullable ThreadFactory threads;
    private @Nullable LogListener listener;

    private Builder() {}

    /** Sets the largest payload of an entry in bytes, 1 to 1 GiB; 16 MiB unless set. */
    public Builder payloadBytesMax(int bytes) {
      payloadBytesMax = bytes;
      return this;
    }

    /**
     * Sets the largest atomic batch in bytes, payloads and 32 to 39 bytes of frame each, up to 1
     * GiB; 64 MiB unless set. An entry that is appended alone is a batch, too: one that is larger
     * than this is refused, whatever {@link #payloadBytesMax} says.
     */
    public Builder batchBytesMax(int bytes) {
      batchBytesMax = bytes;
      return this;
    }

    /**
     * Sets the length at which a new segment is begun, 4 KiB to 1 TiB; 64 MiB unless set. Smaller
     * segments give back space sooner; larger ones mean fewer files. A segment is longer only if a
     * single batch is.
     */
    public Builder segmentBytes(long bytes) {
      segmentBytes = bytes;
      return this;
    }

    /**
     * Sets how many committed checkpoints are kept, 1 to 16; 2 unless set. The log is kept from the
     * oldest of them on, so that all but one of them may be lost without loss of data.
     */
    public Builder checkpointsKept(int count) {
      checkpointsKept = count;
      return this;
    }

    /** Sets when appends are made durable that nobody waits for; {@code durable()} unless set. */
    public Builder sync(SyncPolicy policy) {
      sync = Objects.requireNonNull(policy, "sync");
      return this;
    }

    /**
     * Sets the time after which an append begins a new segment, whatever the length of the current
     * one; zero, which is the default, for never. Useful where closed segments are copied
     * elsewhere.
     */
    public Builder segmentAge(Duration age) {
      segmentAge = notNegative("segmentAge", age);
      return this;
    }

    /**
     * Sets the time without an append after which a small frame is written that proves the last
     * batch durable: readers in other processes see that batch only then, and damage to it is told
     * from a torn tail. Zero for never. Unless set, one second on stores that are near, and never
     * on those that charge for requests.
     */
    public Builder idleWatermark(Duration time) {
      idleWatermarkNanos = notNegative("idleWatermark", time).toNanos();
      return this;
    }

    /**
     * Sets how long a batch fills while an earlier one is under way and none is full; zero for not
     * at all. An append that comes while nothing is under way is never held back. Unless set, zero
     * on stores that take one sync at a time, and 25 ms on those that are far away and charge for
     * each: a sync takes that long there anyway.
     */
    public Builder linger(Duration time) {
      lingerNanos = notNegative("linger", time).toNanos();
      return this;
    }

    /**
     * Sets time, timers, waiting and chance all at once, in place of clock, entropy and threads:
     * the log then starts no thread and waits nowhere but in the clockwork. For simulators;
     * callbacks of acks run in its timers.
     */
    public Builder clockwork(Clockwork source) {
      clockwork = Objects.requireNonNull(source, "clockwork");
      nanoClock = source::nanoTime;
      entropy = source.entropy();
      return this;
    }

    /** Sets the clock by which intervals and ages are measured, in nanoseconds from any origin. */
    public Builder nanoClock(LongSupplier clock) {
      nanoClock = Objects.requireNonNull(clock, "nanoClock");
      return this;
    }

    /** Sets the source of ids; it must not repeat itself, also not in a cloned process. */
    public Builder entropy(RandomGenerator source) {
      entropy = Objects.requireNonNull(source, "entropy");
      return this;
    }

    /**
     * Sets the maker of the thread that commits what nobody waits for, and of one more that calls
     * the listener, if there is one. While callbacks of futures run, another thread commits, which
     * is kept: two are enough for callbacks that do not block, and each that blocks takes one more,
     * without a bound. They should be daemons, as they are unless this is set: others may keep the
     * JVM alive until the log is closed.
     *
     * <p>If no thread can be had, because the factory throws, returns null or its thread cannot
     * start, the listener is not told, and an idle writer's last batch stays unproven. If entries
     * have to be committed that no caller commits itself, the log is poisoned.
     */
    public Builder threads(ThreadFactory factory) {
      threads = Objects.requireNonNull(factory, "threads");
      return this;
    }

    /**
     * Sets who is told what the log does; nobody unless set. Logs that are opened with the same
     * options share the listener, and the thread that calls it.
     */
    public Builder listener(LogListener told) {
      listener = Objects.requireNonNull(told, "listener");
      return this;
    }

    /**
     * Returns the options.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public LogOptions build() {
      range("payloadBytesMax", payloadBytesMax, 1, Limits.PAYLOAD_BYTES_MAX);
      range("batchBytesMax", batchBytesMax, 1, Limits.BATCH_BYTES_MAX);
      range("segmentBytes", segmentBytes, 4096, 1L << 40);
      range("checkpointsKept", checkpointsKept, 1, Limits.CHECKPOINTS_MAX);
      return new LogOptions(
          new WriterSettings(
              payloadBytesMax,
              batchBytesMax,
              segmentBytes,
              checkpointsKept,
              sync.intervalNanos(),
              segmentAge.isZero() ? Long.MAX_VALUE : segmentAge.toNanos(),
              idleWatermarkNanos,
              lingerNanos,
              nanoClock,
              entropy,
              threads == null ? daemons("durability-commit") : threads,
              listener == null ? null : queue(listener),
              clockwork));
    }

    private ListenerQueue queue(LogListener told) {
      return new ListenerQueue(told, threads == null ? daemons("durability-listener") : threads);
    }

    private static Duration notNegative(String name, Duration time) {
      if (time.isNegative() || time.compareTo(SyncPolicy.TIME_MAX) > 0) {
        throw new IllegalArgumentException(
            "option out of range ["
                + name
                + ", expected=0 to "
                + SyncPolicy.TIME_MAX
                + ", found="
                + time
                + "]");
      }
      return time;
    }

    private static void range(String name, long found, long min, long max) {
      if (found < min || found > max) {
        throw new IllegalArgumentException(
            "option out of range ["
                + name
                + ", expected="
                + min
                + " to "
                + max
                + ", found="
                + found
                + "]");
      }
    }

    private static ThreadFactory daemons(String name) {
      return work -> {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
      };
    }
  }
}
