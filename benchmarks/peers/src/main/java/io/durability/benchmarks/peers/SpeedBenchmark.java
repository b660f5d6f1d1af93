package io.durability.benchmarks.peers;

import io.durability.benchmarks.Cell;
import io.durability.benchmarks.Machine;
import io.durability.benchmarks.Measurement;
import io.durability.benchmarks.Report;
import io.durability.benchmarks.Results;
import io.durability.benchmarks.Rounds;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Measures this library and its peers at the same jobs, in turns, and prints for each job ours ÷
 * best peer and ours ÷ limit of the machine. The absolute figures are worth little.
 */
@Command(name = "speed", mixinStandardHelpOptions = true)
public final class SpeedBenchmark implements Runnable {

  @Parameters(paramLabel = "FOLDER", description = "Where the logs are written.")
  private Path folder = Path.of(".");

  @Option(names = "--rounds", defaultValue = "5")
  private int rounds;

  @Option(names = "--millis", defaultValue = "400", description = "For each run of a load.")
  private long millis;

  @Option(names = "--payload", split = ",", defaultValue = "1024")
  private List<Integer> payloads = new ArrayList<>();

  @Option(names = "--only", defaultValue = "", description = "Jobs that begin so, as w3.")
  private String only = "";

  @Option(names = "--targets", defaultValue = "benchmarks/targets.properties")
  private Path targets = Path.of("benchmarks", "targets.properties");

  @Option(names = "--markdown", defaultValue = "target/speed.md")
  private Path markdown = Path.of("target", "speed.md");

  @Option(names = "--svg", defaultValue = "target/speed.svg")
  private Path svg = Path.of("target", "speed.svg");

  @Option(
      names = "--chart",
      split = ",",
      defaultValue = "w2-1-1024,w3-8-,w3-64-,w3-256-,w3-futures-1024",
      description = "Jobs that are drawn: those that begin so.")
  private List<String> charted = new ArrayList<>();

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private SpeedBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SpeedBenchmark()).execute(arguments));
  }

  private List<Jobs.Job> drawn(List<Jobs.Job> chosen) {
    return chosen.stream().filter(job -> charted.stream().anyMatch(job.id()::startsWith)).toList();
  }

  @Override
  public void run() {
    Properties wanted = new Properties();
    Path parent;
    try (Reader reader = Files.newBufferedReader(targets)) {
      wanted.load(reader);
      parent = Files.createTempDirectory(folder, "speed-");
    } catch (IOException e) {
      throw new IllegalStateException("cannot begin", e);
    }
    try (Jobs jobs = new Jobs(parent, payloads)) {
      List<Jobs.Job> chosen = jobs.all().stream().filter(job -> job.id().startsWith(only)).toList();
      List<Cell> cells = chosen.stream().flatMap(job -> job.cells().stream()).toList();
      Results results = Rounds.run(cells, rounds, millis * 1_000_000, millis * 300_000, out);
      StringBuilder summary = new StringBuilder();
      for (Jobs.Job job : chosen) {
        summary.append(line(job, results, wanted)).append('\n');
      }
      Files.writeString(
          markdown,
          Machine.describe(folder)
              + ". Median of "
              + rounds
              + " interleaved rounds.\n\n"
              + summary.toString().replaceAll("(?m)^(?=.)", "- ")
              + Report.markdown(cells, results));
      Files.writeString(svg, SpeedChart.of(drawn(chosen), results));
      out.print(summary);
    } catch (Exception e) {
      throw new IllegalStateException("cannot measure", e);
    }
  }

  /** Ours ÷ best peer, ours ÷ limit, and where latencies count, our p99 ÷ that of the peer. */
  private static String line(Jobs.Job job, Results results, Properties wanted) {
    Cell ours = job.cells().get(0);
    Optional<Cell> best =
        job.cells().stream()
            .skip(1)
            .filter(results::has)
            .filter(cell -> !cell.variant().equals(job.limit()))
            .filter(cell -> isCounted(cell, wanted.getProperty("speed." + job.id() + ".against")))
            .max(Comparator.comparingDouble(results::ratio));
    Cell limit = job.cells().get(job.cells().size() - 1);
    StringBuilder line = new StringBuilder(job.id()).append(": ");
    if (best.isPresent()) {
      Cell peer = best.get();
      line.append(figure(1 / results.ratio(peer), wanted, job.id() + ".peer", true))
          .append(" of ")
          .append(peer.variant());
      if (wanted.containsKey("speed." + job.id() + ".p99")) {
        double p99 =
            results.median(ours, Measurement::p99) / results.median(peer, Measurement::p99);
        line.append(", p99 ").append(figure(p99, wanted, job.id() + ".p99", false));
      }
      line.append("; ");
    }
    return line.append(figure(1 / results.ratio(limit), wanted, job.id() + ".limit", true))
        .append(" of ")
        .append(limit.variant())
        .toString();
  }

  /** Not all peers do the whole of a job: where the targets name one, it is compared with that. */
  private static boolean isCounted(Cell cell, @Nullable String against) {
    return against == null || cell.variant().equals(against);
  }

  private static String figure(double value, Properties wanted, String key, boolean atLeast) {
    String bar = wanted.getProperty("speed." + key);
    String text = String.format(Locale.ROOT, "%.2f", value);
    if (bar == null) {
      return text;
    }
    double wantedValue = Double.parseDouble(bar);
    boolean reached = atLeast ? value >= wantedValue : value <= wantedValue;
    return text + (reached ? " (" : " (MISSED ") + (atLeast ? "≥ " : "≤ ") + bar + ")";
  }
}
