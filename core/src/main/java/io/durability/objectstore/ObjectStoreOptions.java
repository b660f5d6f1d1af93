package io.durability.objectstore;

import io.durability.storage.Clockwork;
import java.time.Duration;
import java.util.Objects;

/** How a directory uses its object store. The defaults suit most uses. Immutable. */
public final class ObjectStoreOptions {

  private static final int MIB = 1 << 20;

  /** The most content that a chunk may be given, so that no reader has to expect more. */
  static final int CHUNK_BYTES_MAX = 64 * MIB;

  private final Builder set;

  private ObjectStoreOptions(Builder set) {
    this.set = set;
  }

  /** Returns a builder that starts from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the defaults. */
  public static ObjectStoreOptions defaults() {
    return builder().build();
  }

  Clockwork clockwork() {
    return set.clockwork;
  }

  int putsInFlight() {
    return set.putsInFlight;
  }

  int chunkBytesMax() {
    return set.chunkBytesMax;
  }

  int readsInFlight() {
    return set.readsInFlight;
  }

  int partBytes() {
    return set.partBytes;
  }

  int partsInFlight() {
    return set.partsInFlight;
  }

  boolean hedges() {
    return set.hedges;
  }

  long answerNanosMax() {
    return set.answer.toNanos();
  }

  long patienceNanos() {
    return set.patience.toNanos();
  }

  /** Sets options one by one; {@link #build} checks them together. */
  public static final class Builder implements Cloneable {
    private Clockwork clockwork = Clockwork.system();
    private int putsInFlight = 16;
    private int chunkBytesMax = 4 * MIB;
    private int readsInFlight = 32;
    private int partBytes = 8 * MIB;
    private int partsInFlight = 4;
    private boolean hedges = true;
    private Duration answer = Duration.ofSeconds(10);
    private Duration patience = Duration.ofSeconds(30);

    private Builder() {}

    /** Sets time, timers, waiting and chance; the machine's unless set. */
    public Builder clockwork(Clockwork source) {
      clockwork = Objects.requireNonNull(source, "clockwork");
      return this;
    }

    /** Sets how many chunks of one append file are sent at a time, 1 to 256; 16 unless set. */
    public Builder putsInFlight(int count) {
      putsInFlight = count;
      return this;
    }

    /**
     * Sets the most content of one chunk in bytes, 4 KiB to 64 MiB; 4 MiB unless set. An appender
     * holds at most {@code putsInFlight + 2} chunks in memory.
     */
    public Builder chunkBytesMax(int bytes) {
      chunkBytesMax = bytes;
      return this;
    }

    /** Sets how many ranges a reader asks for at a time, 1 to 256; 32 unless set. */
    public Builder readsInFlight(int count) {
      readsInFlight = count;
      return this;
    }

    /**
     * Sets the size of the parts in which a large file is sent, in bytes, 64 KiB to 512 MiB, within
     * what the store allows; 8 MiB unless set. A smaller file is sent as one object.
     */
    public Builder partBytes(int bytes) {
      partBytes = bytes;
      return this;
    }

    /** Sets how many parts of one file are sent at a time, 1 to 64; 4 unless set. */
    public Builder partsInFlight(int count) {
      partsInFlight = count;
      return this;
    }

    /**
     * Sets whether a chunk that is slower to be confirmed than 9 of 10 were lately is sent a second
     * time; true unless set. It shortens the tail of latencies for at most 6 requests more in 100.
     */
    public Builder hedges(boolean hedged) {
      hedges = hedged;
      return this;
    }

    /**
     * Sets after how long without an answer a request is given up and its outcome looked for, 1 ms
     * to 1 h; 10 s unless set. All that is sent at a time shares the connection and begins to count
     * at once: this must leave time to send {@code partsInFlight} times {@code partBytes}, and
     * {@code putsInFlight} times {@code chunkBytesMax} where chunks are that large.
     */
    public Builder answer(Duration time) {
      answer = time;
      return this;
    }

    /**
     * Sets for how long a request that fails is tried again, 1 ms to 1 h; 30 s unless set. Then an
     * {@code UnavailableException} tells the last failure.
     */
    public Builder patience(Duration time) {
      patience = time;
      return this;
    }

    /**
     * Returns the options.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public ObjectStoreOptions build() {
      range("putsInFlight", putsInFlight, 1, 256);
      range("chunkBytesMax", chunkBytesMax, 4_096, CHUNK_BYTES_MAX);
      range("readsInFlight", readsInFlight, 1, 256);
      range("partBytes", partBytes, 64 << 10, 512 * MIB);
      range("partsInFlight", partsInFlight, 1, 64);
      range("answer in ms", answer.toMillis(), 1, Duration.ofHours(1).toMillis());
      range("patience in ms", patience.toMillis(), 1, Duration.ofHours(1).toMillis());
      return new ObjectStoreOptions(copy());
    }

    private Builder copy() {
      try {
        return (Builder) clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
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
  }
}
