package io.durability.examples.demo;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * What a whole demo came to.
 *
 * @param settings what was asked for
 * @param rounds the rounds; fewer than asked for if one of them failed, which is then the last
 * @param millis how long it took
 */
public record DemoResult(DemoSettings settings, List<RoundResult> rounds, long millis) {

  /** Copies the list. */
  public DemoResult {
    rounds = List.copyOf(rounds);
  }

  /** Tells whether all rounds were run and everything holds in each. */
  public boolean holds() {
    return rounds.size() == settings.rounds()
        && rounds.stream().allMatch(round -> round.verdict().holds());
  }

  /** Returns how many acknowledged entries were lost. */
  public long lost() {
    return sum(round -> round.verdict().lost().count());
  }

  /** Returns the sum of something over all rounds. */
  public long sum(ToLongFunction<RoundResult> something) {
    return rounds.stream().mapToLong(something).sum();
  }

  /** Returns how many rounds are so. */
  public long count(Predicate<RoundResult> so) {
    return rounds.stream().filter(so).count();
  }
}
