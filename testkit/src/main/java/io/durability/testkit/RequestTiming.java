package io.durability.testkit;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How long requests take: a time by chance, of which median and 99th percentile are given, and the
 * time that its bytes take on a connection of its own. Immutable.
 */
public final class RequestTiming {

  /** How many standard deviations the 99th percentile is from the median. */
  private static final double P99_DEVIATIONS = 2.3263478740408408;

  private static final long MILLI = 1_000_000;
  private static final long NANOS = 1_000_000_000;

  /** A time by chance, with a logarithm that is distributed normally. */
  private record Spread(long p50Nanos, long p99Nanos) {
    long sample(SplittableRandom chance) {
      if (p50Nanos == p99Nanos) {
        return p50Nanos;
      }
      double deviation = Math.log((double) p99Nanos / p50Nanos) / P99_DEVIATIONS;
      return Math.round(p50Nanos * Math.exp(deviation * chance.nextGaussian()));
    }
  }

  private final Map<RequestKind, Spread> spreads;
  private final long bytesPerSecond;

  private RequestTiming(Map<RequestKind, Spread> spreads, long bytesPerSecond) {
    this.spreads = spreads;
    this.bytesPerSecond = bytesPerSecond;
  }

  /**
   * Returns the times of a cloud store from a machine beside it: PUT 25 ms, one in 100 over 100.
   */
  public static RequestTiming cloud() {
    Map<RequestKind, Spread> spreads = new EnumMap<>(RequestKind.class);
    for (RequestKind kind : RequestKind.values()) {
      spreads.put(kind, new Spread(20 * MILLI, 80 * MILLI));
    }
    spreads.put(RequestKind.PUT, new Spread(25 * MILLI, 100 * MILLI));
    spreads.put(RequestKind.UPLOAD_PART, new Spread(25 * MILLI, 100 * MILLI));
    spreads.put(RequestKind.COMPLETE_UPLOAD, new Spread(40 * MILLI, 160 * MILLI));
    spreads.put(RequestKind.GET, new Spread(15 * MILLI, 60 * MILLI));
    spreads.put(RequestKind.HEAD, new Spread(10 * MILLI, 40 * MILLI));
    return new RequestTiming(spreads, 80_000_000);
  }

  /** Returns the same time for every request, whatever its bytes: elapsed time counts rounds. */
  public static RequestTiming constant(long nanos) {
    Map<RequestKind, Spread> spreads = new EnumMap<>(RequestKind.class);
    for (RequestKind kind : RequestKind.values()) {
      spreads.put(kind, new Spread(nanos, nanos));
    }
    return new RequestTiming(spreads, Long.MAX_VALUE);
  }

  /** Returns this with other times for a kind of request. */
  public RequestTiming with(RequestKind kind, long p50Nanos, long p99Nanos) {
    if (p50Nanos < 1 || p99Nanos < p50Nanos) {
      throw new IllegalArgumentException(
          "times out of range [expected=1 <= p50 <= p99, found="
              + p50Nanos
              + ", "
              + p99Nanos
              + "]");
    }
    Map<RequestKind, Spread> changed = new EnumMap<>(spreads);
    changed.put(kind, new Spread(p50Nanos, p99Nanos));
    return new RequestTiming(changed, bytesPerSecond);
  }

  /** Returns this with another speed of each connection. */
  public RequestTiming withBytesPerSecond(long speed) {
    if (speed < 1) {
      throw new IllegalArgumentException("speed out of range [expected>=1, found=" + speed + "]");
    }
    return new RequestTiming(spreads, speed);
  }

  long sample(RequestKind kind, SplittableRandom chance) {
    Spread spread = spreads.get(kind);
    return spread == null ? 0 : spread.sample(chance);
  }

  long transferNanos(long bytes) {
    return bytesPerSecond == Long.MAX_VALUE
        ? 0
        : Math.round((double) bytes * NANOS / bytesPerSecond);
  }
}
