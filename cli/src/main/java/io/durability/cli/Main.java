package io.durability.cli;

import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command-line tool. */
@Command(
    name = "durability",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Looks at logs of the durability library: what is in them, and whether they are whole.",
      "",
      "Every command takes --uri and changes nothing there, but for truncate, which asks, and"
          + " copy --claim. A writer may be at work meanwhile, but not on rocksdb: RocksDB opens a"
          + " database once at a time, also for reading, and may then cut off what a crash left"
          + " torn in its own log.",
      ""
    },
    footer = {"", "durability COMMAND --help tells more about a command."},
    subcommands = {
      InspectCommand.class,
      LsCommand.class,
      VerifyCommand.class,
      DumpCommand.class,
      TailCommand.class,
      RecoverCommand.class,
      TruncateCommand.class,
      CopyCommand.class,
      DemoCommand.class
    })
public final class Main {

  /** What was asked for was done, and what was checked holds. */
  static final int EXIT_OK = 0;

  /** What was checked does not hold: a torn tail, a demo that lost something. */
  static final int EXIT_BROKEN = 1;

  /** Something that had been durable is damaged or missing. */
  static final int EXIT_CORRUPT = 2;

  /** It could not be done. */
  static final int EXIT_FAILED = 3;

  /**
   * The command line is wrong: as in sysexits.h, and away from the others, so that a script with a
   * misspelt option does not report corruption.
   */
  static final int EXIT_USAGE = 64;

  private static final String VERBOSE = "--verbose";

  /** Strong, or the level that was set would be forgotten. */
  private static final Logger LOG = Logger.getLogger("io.durability");

  @Option(
      names = VERBOSE,
      scope = ScopeType.INHERIT,
      description = "Show stack traces, and what the library logs.")
  private boolean verbose;

  private Main() {}

  /**
   * Runs a command and ends the JVM with its exit code.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    if (!Arrays.asList(args).contains(VERBOSE)) {
      // What it warns of, the commands tell in their own words.
      LOG.setLevel(Level.OFF);
    }
    System.exit(run(Console.system(), args));
  }

  /** Runs a command that writes to a console, and returns its exit code. */
  static int run(Console console, String... args) {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main, new Commands(console));
    commandLine.setOut(console.out());
    commandLine.setErr(console.err());
    commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(console.ansi()));
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setParameterExceptionHandler((wrong, given) -> usage(console, wrong));
    commandLine.setExecutionExceptionHandler(
        (failed, command, parsed) -> {
          console.out().flush();
          Failure failure = Failure.of(failed);
          boolean json = command.getCommand() instanceof LogCommand given && given.json();
          failure.print(console.err(), json, main.verbose);
          return failure.exitCode();
        });
    int exitCode = commandLine.execute(args);
    console.out().flush();
    console.err().flush();
    return exitCode;
  }

  /** One line of what is wrong, and where help is; all of the help if nothing was asked for. */
  private static int usage(Console console, ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    String message = String.valueOf(wrong.getMessage()).replaceAll("\\R\\s*", " ");
    console.err().println("durability: usage: " + message);
    boolean nothingAsked =
        command.getParent() == null && !(wrong instanceof UnmatchedArgumentException);
    if (nothingAsked) {
      command.usage(console.err());
    } else {
      String name = command.getCommandSpec().qualifiedName();
      console.err().println("'" + name + " --help' lists the options.");
    }
    return EXIT_USAGE;
  }
}
