package io.durability.mutants;

import io.durability.concurrency.OwnJvm;
import io.durability.testkit.host.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fuzzes each target on the code as it is, beginning with all kept inputs, and then, beginning with
 * good inputs only, on code with a bug planted in it, which is to be found.
 *
 * <p>Jazzer and the targets must be on the class path. Arguments: the folder of the kept inputs,
 * seconds for each target, and whether to keep what is found to reach new code.
 */
final class FuzzRun {

  private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
  private static final String TARGETS = "io.durability.testkit.";
  private static final String SEED = "seed-";
  private static final int BUG_SECONDS_MAX = 40;
  private static final int INPUT_BYTES_MAX = 4096;

  /** Fewer are little more than the kept inputs: all the time went by before the first. */
  private static final int EXECUTIONS_MIN = 50;

  private static final int HANG_SECONDS = 10;
  private static final int START_SECONDS = 60;

  /** What Jazzer exits with after a finding. */
  private static final int FOUND = 77;

  private static final Pattern EXECUTIONS =
      Pattern.compile("stat::number_of_executed_units: *(\\d+)");

  private static final Pattern COVERAGE = Pattern.compile("INITED cov: [1-9]");

  /** What our targets throw, and in the mutant as well as here. */
  private static final Pattern FINDING =
      Pattern.compile("java\\.lang\\.AssertionError: ((wrong|crash|took).*)");

  private final Path inputs;
  private final int seconds;
  private final boolean keep;

  private FuzzRun(Path inputs, int seconds, boolean keep) {
    this.inputs = inputs;
    this.seconds = seconds;
    this.keep = keep;
  }

  /** Runs all targets, and exits with 1 at the first that fails or misses its bug. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    FuzzRun run =
        new FuzzRun(
            Path.of(arguments[0]).toAbsolutePath(),
            Integer.parseInt(arguments[1]),
            Boolean.parseBoolean(arguments[2]));
    List<Mutant> bugs = FuzzMutants.all();
    long executions = 0;
    try {
      for (Mutant bug : bugs) {
        executions += run.target(bug);
      }
    } catch (AssertionError e) {
      System.out.println("fuzz: " + e.getMessage());
      System.exit(1);
    }
    System.out.printf(
        Locale.ROOT,
        "fuzz: %d targets, %,d executions without a finding, %d of %d planted bugs found%n",
        bugs.size(),
        executions,
        bugs.size(),
        bugs.size());
  }

  /** Fuzzes the target of a bug without it and with it; returns the executions without. */
  private long target(Mutant bug) throws IOException, InterruptedException {
    String target = bug.scenario();
    OwnJvm.End clean = fuzz(target, null);
    long executions = executions(clean);
    // Without what tells it of new code reached, a fuzzer only guesses.
    boolean guided = COVERAGE.matcher(clean.output()).find();
    if (clean.code() != 0 || executions < EXECUTIONS_MIN || !guided) {
      System.out.println(clean.output());
      throw new AssertionError(
          target + " failed [exit=" + clean.code() + ", executions=" + executions + "]");
    }
    OwnJvm.End planted = fuzz(target, bug);
    Matcher finding = FINDING.matcher(planted.output());
    // By fuzzing: the good inputs, which come before it, must not be enough.
    boolean byFuzzing = COVERAGE.matcher(planted.output()).find();
    if (planted.code() != FOUND || !byFuzzing || !finding.find()) {
      System.out.println(planted.output());
      throw new AssertionError(target + " does not find '" + bug + "'");
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %,d executions; planted '%s' found: %s%n",
        target,
        executions,
        bug,
        finding.group(1).strip());
    return executions;
  }

  private static long executions(OwnJvm.End end) {
    Matcher matcher = EXECUTIONS.matcher(end.output());
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private OwnJvm.End fuzz(String target, @Nullable Mutant bug)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("durability-fuzz-");
    try {
      Path kept = inputs.resolve(target);
      Path grown = bug == null && keep ? kept : Files.createDirectory(folder.resolve("grown"));
      Path start = bug == null ? kept : seeds(kept, folder.resolve("seeds"));
      int limit = bug == null ? seconds : BUG_SECONDS_MAX;
      List<String> arguments = new ArrayList<>();
      arguments.addAll(List.of("-Xmx512m", JAZZER, "--target_class=" + TARGETS + target));
      arguments.addAll(List.of("--instrumentation_includes=io.durability.**"));
      arguments.addAll(List.of("-max_total_time=" + limit, "-print_final_stats=1", "-seed=1"));
      arguments.addAll(List.of("-timeout=" + HANG_SECONDS, "-max_len=" + INPUT_BYTES_MAX));
      arguments.addAll(List.of("--reproducer_path=" + folder, "-artifact_prefix=" + folder + "/"));
      arguments.addAll(List.of(grown.toString(), start.toString()));
      return MutantProcess.run(bug, arguments, limit + START_SECONDS);
    } finally {
      Folders.remove(folder);
    }
  }

  private static Path seeds(Path kept, Path folder) throws IOException {
    Files.createDirectory(folder);
    try (Stream<Path> all = Files.list(kept)) {
      for (Path seed :
          all.filter(path -> path.getFileName().toString().startsWith(SEED)).toList()) {
        Files.copy(seed, folder.resolve(seed.getFileName()));
      }
    }
    return folder;
  }
}
