package io.durability.examples.demo;

import java.util.List;

/**
 * Acknowledged entries that recovery did not give back.
 *
 * @param count how many
 * @param ids their ids, as in {@code 12 to 40, 42}
 * @param examples the first of them, with the transfers they held
 */
public record Lost(long count, String ids, List<String> examples) {

  /** Nothing. */
  static final Lost NONE = new Lost(0, "", List.of());

  private static final int EXAMPLES_MAX = 5;
  private static final int RANGES_MAX = 8;

  /** Returns these promises, which are in the order of their ids, as lost. */
  static Lost of(List<Promise> promises) {
    if (promises.isEmpty()) {
      return NONE;
    }
    return new Lost(
        promises.size(),
        ranges(promises),
        promises.stream().limit(EXAMPLES_MAX).map(Promise::toString).toList());
  }

  private static String ranges(List<Promise> promises) {
    StringBuilder text = new StringBuilder();
    int ranges = 0;
    for (int first = 0; first < promises.size(); ) {
      if (ranges == RANGES_MAX) {
        return text.append(", ...").toString();
      }
      int last = first;
      while (last + 1 < promises.size()
          && promises.get(last + 1).id() == promises.get(last).id() + 1) {
        last++;
      }
      text.append(ranges == 0 ? "" : ", ").append(promises.get(first).id());
      if (last > first) {
        text.append(" to ").append(promises.get(last).id());
      }
      ranges++;
      first = last + 1;
    }
    return text.toString();
  }
}
