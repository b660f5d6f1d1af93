package io.durability.benchmarks;

/**
 * One line of the table: something to measure once in every round.
 *
 * @param section the part of the table
 * @param variant what is compared within the section
 * @param load payload and threads; a ratio compares variants under the same load
 * @param baseline the variant that the ratio refers to
 * @param body measures it once
 */
public record Cell(String section, String variant, String load, String baseline, Body body) {
  /** Measures for about {@code nanos}. */
  @FunctionalInterface
  public interface Body {
    Measurement run(long nanos) throws Exception;
  }
}
