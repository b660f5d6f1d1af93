package io.durability.cli;

import io.durability.examples.demo.Demo;
import io.durability.examples.demo.DemoResult;
import io.durability.examples.demo.DemoSettings;
import io.durability.examples.demo.ReportPage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the demo, shows how it goes, and writes the report. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Kills processes while they write, and proves that nothing acknowledged was lost.",
      "",
      "Each round lets a child process write a ledger with several threads, kills it with SIGKILL"
          + " at a random moment, recovers the log and compares it with what the child had"
          + " acknowledged. Every second child keeps unsynced bytes in its own memory, so that"
          + " a kill takes them away as a power cut would.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing acknowledged was lost, and every other check holds",
      "1:something was lost, or another check failed",
      "3:the demo could not be run",
      "64:the command line is wrong"
    })
final class DemoCommand implements Callable<Integer> {

  /** So many that a demo takes about 15 seconds. */
  static final int ROUNDS = 25;

  private final Console console;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--uri",
      paramLabel = "URI",
      description =
          "An empty directory, such as file:///data/demo; unless given, a fresh folder on local"
              + " disk, which is deleted if all is well.")
  private @Nullable URI uri;

  @Option(
      names = "--emulator",
      paramLabel = "STORE",
      description =
          "Instead of --uri: start an emulator of s3 or azure, and run on that; only from a source"
              + " tree.")
  private @Nullable String emulator;

  @Mixin private BackendSettings backend = new BackendSettings();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "" + ROUNDS,
      description = "How many processes to kill; ${DEFAULT-VALUE} unless given.")
  private int rounds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many threads of a process write; ${DEFAULT-VALUE} unless given.")
  private int threads;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What kills and transfers are drawn from; a random one unless given.")
  private @Nullable Long seed;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      defaultValue = "report.html",
      description = "Where to write the report; ${DEFAULT-VALUE} unless given.")
  private Path report = Path.of("report.html");

  @Option(
      names = "--sabotage",
      description = "Syncs do nothing, so entries must be lost: shows that this is noticed.")
  private boolean sabotage;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    URI given = uri;
    if (emulator != null) {
      return runOnEmulator(emulator) ? Main.EXIT_OK : Main.EXIT_BROKEN;
    }
    if (given != null) {
      return run(given, backend.settings()) ? Main.EXIT_OK : Main.EXIT_BROKEN;
    }
    DemoFolder folder = DemoFolder.create();
    boolean good = false;
    try {
      good = run(folder.path().toUri(), backend.settings());
    } finally {
      // A log that something is wrong with stays, as evidence.
      if (good || folder.isEmpty()) {
        folder.delete();
      }
    }
    return good ? Main.EXIT_OK : Main.EXIT_BROKEN;
  }

  private boolean runOnEmulator(String store) throws IOException, InterruptedException {
    if (uri != null || !backend.settings().isEmpty()) {
      throw usage("--emulator brings a place and its settings: no --uri, --option, --option-file");
    }
    Emulator started;
    try {
      started = EmulatorProvider.startAny(store);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
    try (Emulator running = started) {
      console.out().println("on " + running);
      return run(running.place(), running.options());
    }
  }

  private boolean run(URI place, Map<String, String> options)
      throws IOException, InterruptedException {
    Path page = report.toAbsolutePath().normalize();
    if (Files.isDirectory(page) || !Files.isDirectory(page.resolveSibling("."))) {
      // Better now than after the last round.
      throw usage("the report cannot be written [file=" + page + "]");
    }
    DemoPrinter printer;
    Demo demo;
    DemoSettings settings;
    try {
      settings = new DemoSettings(place, options, rounds, seed(), threads, sabotage);
      printer = new DemoPrinter(console, settings);
      demo = Demo.open(settings, printer);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
    printer.begin();
    DemoResult result = demo.run();
    String again = replay(settings);
    ReportPage html = new ReportPage(result, again, machine(), Instant.now());
    Files.writeString(page, html.html());
    printer.end(result, page, again);
    return result.holds();
  }

  private long seed() {
    Long given = seed;
    // Short enough to be typed again.
    return given == null ? new SecureRandom().nextInt(1_000_000) : given;
  }

  /** Returns the command that makes the same plan again, in a fresh place. */
  private String replay(DemoSettings settings) {
    return "./durability demo --seed "
        + settings.seed()
        + " --rounds "
        + settings.rounds()
        + " --threads "
        + settings.threads()
        + (settings.sabotage() ? " --sabotage" : "")
        + (emulator == null ? "" : " --emulator " + emulator);
  }

  private static String machine() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch")
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " processors, Java "
        + Runtime.version();
  }

  private ParameterException usage(String message) {
    return new ParameterException(
        Objects.requireNonNull(spec, "set by picocli").commandLine(), message);
  }
}
