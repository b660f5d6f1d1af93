package io.durability.benchmarks;

/**
 * What one cell gave in one round. Latencies are in microseconds; NaN where there is nothing to
 * tell.
 *
 * @param perSecond entries made durable, or frames closed, per second
 * @param p50 median latency of an entry
 * @param p99 99th percentile of the latency of an entry
 * @param max greatest latency of an entry
 * @param perSync entries for each sync
 * @param fillMillis time that was spent on zeros and is not in the other figures
 */
public record Measurement(
    double perSecond, double p50, double p99, double max, double perSync, double fillMillis) {

  /** A measurement of the processor only. */
  public static Measurement ofRate(double perSecond) {
    return new Measurement(perSecond, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }
}
