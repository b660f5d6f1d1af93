package io.durability.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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
  private static final long SEED = 1;

  private final List<Cell> cells;
  private final Results results = new Results();
  private final PrintStream out;

  private WritePathBenchmark(List<Cell> cells, PrintStream out) {
    this.cells = cells;
    this.out = out;
  }

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
      WritePathBenchmark benchmark = new WritePathBenchmark(cells, out);
      benchmark.run(rounds, nanos);
      String text =
          String.format(
              "%s. Median of %d interleaved rounds of %d ms (group commit: %d ms).%n",
              Machine.describe(folder),
              rounds,
              nanos / 1_000_000,
              nanos * GROUP_FACTOR / 1_000_000);
      text += Report.markdown(cells, benchmark.results);
      out.println(text);
      write(markdown, text);
      write(csv, Report.csv(cells, benchmark.results));
    }
  }

  private void run(int rounds, long nanos) throws InterruptedException {
    Set<Cell> unsupported = new HashSet<>();
    for (Cell cell : cells) {
      if (measure(cell, WARM_UP_NANOS) == null) {
        unsupported.add(cell);
      }
    }
    Random random = new Random(SEED);
    List<List<Cell>> groups = new ArrayList<>(compared(unsupported));
    for (int round = 1; round <= rounds; round++) {
      long start = System.nanoTime();
      Collections.shuffle(groups, random);
      for (List<Cell> group : groups) {
        Collections.shuffle(group, random);
        for (Cell cell : group) {
          Measurement measurement = measure(cell, nanos);
          if (measurement == null) {
            throw new IllegalStateException("worked before, but not now: " + cell);
          }
          results.add(cell, measurement);
        }
      }
      long seconds = (System.nanoTime() - start) / 1_000_000_000;
      out.printf("round %d of %d: %d s%n", round, rounds, seconds);
    }
  }

  /** The cells of one section under one load belong together. */
  private Collection<List<Cell>> compared(Set<Cell> unsupported) {
    Map<String, List<Cell>> groups = new LinkedHashMap<>();
    for (Cell cell : cells) {
      if (!unsupported.contains(cell)) {
        String group = cell.section() + ": " + cell.load();
        groups.computeIfAbsent(group, k -> new ArrayList<>()).add(cell);
      }
    }
    return groups.values();
  }

  /** Null if the file system has no direct I/O. Everything else that fails ends the run. */
  private static @Nullable Measurement measure(Cell cell, long nanos) throws InterruptedException {
    try {
      return cell.body().run(nanos);
    } catch (UnsupportedOperationException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot measure " + cell, e);
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
