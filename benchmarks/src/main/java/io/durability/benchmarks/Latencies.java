package io.durability.benchmarks;

import java.util.Arrays;

/** Samples in nanoseconds. Used by one thread until they are merged. */
public final class Latencies {
  private long[] samples = new long[1024];
  private int count;

  /** Adds a sample. */
  public void add(long nanos) {
    if (count == samples.length) {
      samples = Arrays.copyOf(samples, count * 2);
    }
    samples[count++] = nanos;
  }

  void addAll(Latencies other) {
    samples = Arrays.copyOf(samples, Math.max(1024, count + other.count));
    System.arraycopy(other.samples, 0, samples, count, other.count);
    count += other.count;
  }

  int count() {
    return count;
  }

  /** The measurement of {@code nanos} in which these samples were taken. */
  public Measurement over(long nanos, double perSync, double fillMillis) {
    long[] sorted = Arrays.copyOf(samples, count);
    Arrays.sort(sorted);
    return new Measurement(
        count * 1e9 / nanos,
        micros(sorted, 0.50),
        micros(sorted, 0.99),
        micros(sorted, 1.0),
        perSync,
        fillMillis);
  }

  private static double micros(long[] sorted, double quantile) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int index = (int) Math.ceil(quantile * sorted.length) - 1;
    return sorted[Math.max(0, index)] / 1e3;
  }
}
