package io.durability.examples.demo;

import java.util.ArrayList;
import java.util.List;

/** Maps values from 0 up to pixels, with round values to mark. */
final class Scale {

  private final double max;
  private final double start;
  private final double end;
  private final double step;

  private Scale(double max, double start, double end, double step) {
    this.max = max;
    this.start = start;
    this.end = end;
    this.step = step;
  }

  /** Returns a scale whose largest value is the largest found, or the next round one. */
  static Scale of(double largest, double start, double end, int steps) {
    double rough = Math.max(largest, 1) / steps;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power;
    for (double factor : new double[] {1, 2, 2.5, 5, 10}) {
      step = factor * power;
      if (step >= rough) {
        break;
      }
    }
    step = Math.max(1, step);
    return new Scale(Math.ceil(Math.max(largest, 1) / step) * step, start, end, step);
  }

  double at(double value) {
    return start + (end - start) * value / max;
  }

  /** Returns the values to mark, 0 among them. */
  List<Double> marks() {
    List<Double> marks = new ArrayList<>();
    for (double mark = 0; mark <= max + step / 2; mark += step) {
      marks.add(mark);
    }
    return marks;
  }

  /** Returns how a mark is written: {@code 250}, {@code 12k}, {@code 1.5M}. */
  static String label(double value) {
    if (value >= 1_000_000) {
      return trimmed(value / 1_000_000) + "M";
    }
    return value >= 10_000 ? trimmed(value / 1_000) + "k" : trimmed(value);
  }

  private static String trimmed(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
