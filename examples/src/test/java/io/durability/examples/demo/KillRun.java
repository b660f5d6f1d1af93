package io.durability.examples.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Kills writers of the demo's ledger by {@code kill -9}, judges each, and prints in how many rounds
 * appends were under way or a publish was. Arguments: an empty folder, rounds, seed.
 */
final class KillRun {

  private static final int THREADS = 8;

  private KillRun() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = Integer.parseInt(arguments[1]);
    DemoSettings settings =
        new DemoSettings(
            Path.of(arguments[0]).toUri(), rounds, Long.parseLong(arguments[2]), THREADS, false);
    DemoResult result = Demo.open(settings, new Silent()).run();
    List<RoundResult> results = result.rounds();
    long inFlight = result.count(round -> round.entries().inFlight() > 0);
    long inside = result.count(RoundResult::insidePublish);
    results.stream()
        .filter(round -> !round.verdict().holds())
        .forEach(round -> System.out.println("round " + round.round() + ": " + round.verdict()));
    boolean enough = inFlight * 5 >= rounds * 4L && inside * 5 >= rounds;
    System.out.printf(
        "kill9: %d rounds (seed %d), %d acknowledged, %d lost, %d with appends in flight, %d inside"
            + " a publish%n",
        results.size(),
        settings.seed(),
        result.sum(round -> round.entries().acked()),
        result.lost(),
        inFlight,
        inside);
    System.exit(result.holds() && result.lost() == 0 && enough ? 0 : 1);
  }

  private static final class Silent implements DemoListener {
    @Override
    public void roundBegun(int round) {}

    @Override
    public void roundKilled(int round) {}

    @Override
    public void roundEnded(RoundResult result) {}
  }
}
