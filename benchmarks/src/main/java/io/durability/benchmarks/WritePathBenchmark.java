package io.durability.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures what decides the write path on local disk: how the file gets its space, how batches are
 * padded, through which channel they go, which thread commits them, and what a frame's CRC costs.
 *
 * <p>Every cell runs once in every round. Cells that are compared run one behind the other, in a
 * new order each time, so that noise of the machine hits all alike; ratios are taken within a
 * round. The absolute figures are worth little.
 *
 * <p>Usage: {@code WritePathBenchmark FOLDER [--quick] [--only SECTION] [--markdown FILE] [--csv
 * FILE]}
 */
public final class WritePathBenchmark {
  private static final int ROUNDS = 9;
  private static final int QUICK_ROUNDS = 3;
  private static final long CELL_NANOS = 150_000_000;
  private static final long QUICK_CELL_NANOS = 60_000_000;
  private static final long WARM_UP_NANOS = 50_000_000;
  private static final int GROUP_FACTOR = 2;

  private WritePathBenchmark() {}

  /** Runs all rounds, prints the tables, and writes the files that were asked for. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(Arrays.asList(args));
    boolean quick = words.remove("--quick");
    String only = option(words, "--only");
    String markdown = option(words, "--markdown");
    String csv = option(words, "--csv");
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (words.size() != 1) {
      out.println("usage: FOLDER [--quick] [--only SECTION] [--markdown FILE] [--csv FILE]");
      System.exit(2);
    }
    Path folder = Path.of(words.get(0));
    int rounds = quick ? QUICK_ROUNDS : ROUNDS;
    long nanos = quick ? QUICK_CELL_NANOS : CELL_NANOS;
    try (Workspace files = new Workspace(folder)) {
      List<Cell> cells = new ArrayList<>(Cells.all(files, GROUP_FACTOR));
      cells.removeIf(cell -> only != null && !cell.section().startsWith(only));
      Results results = Rounds.run(cells, rounds, nanos, WARM_UP_NANOS, out);
      String text =
          String.format(
              "%s. Median of %d interleaved rounds of %d ms (group commit: %d ms).%n",
              Machine.describe(folder),
              rounds,
              nanos / 1_000_000,
              nanos * GROUP_FACTOR / 1_000_000);
      text += Report.markdown(cells, results);
      out.println(text);
      write(markdown, text);
      write(csv, Report.csv(cells, results));
    }
  }

  private static void write(@Nullable String file, String text) throws IOException {
    if (file != null) {
      Files.writeString(Path.of(file), text);
    }
  }

  private static @Nullable String option(List<String> words, String name) {
    int at = words.indexOf(name);
    if (at < 0 || at + 1 == words.size()) {
      return null;
    }
    words.remove(at);
    return words.remove(at);
  }
}
