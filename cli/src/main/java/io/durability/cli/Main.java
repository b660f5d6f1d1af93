package io.durability.cli;

import io.durability.errors.DurabilityException;
import io.durability.examples.demo.DemoException;
import java.nio.file.FileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command-line tool. */
@Command(
    name = "durability",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Write-ahead log, checkpoints and recovery.",
    subcommands = DemoCommand.class)
public final class Main {

  /** What was asked for was done, and what was checked holds. */
  static final int EXIT_OK = 0;

  /** What was checked does not hold. */
  static final int EXIT_BROKEN = 1;

  /** The command line is wrong. */
  static final int EXIT_USAGE = 2;

  /** It could not be done. */
  static final int EXIT_FAILED = 3;

  private Main() {}

  /**
   * Runs a command and ends the JVM with its exit code.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    System.exit(run(Console.system(), args));
  }

  /** Runs a command that writes to a console, and returns its exit code. */
  static int run(Console console, String... args) {
    CommandLine commandLine = new CommandLine(new Main(), new Commands(console));
    commandLine.setOut(console.out());
    commandLine.setErr(console.err());
    commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(console.ansi()));
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          report(console, failure);
          return EXIT_FAILED;
        });
    int exitCode = commandLine.execute(args);
    console.out().flush();
    console.err().flush();
    return exitCode;
  }

  private static void report(Console console, Exception failure) {
    // Where the user can do something about it, a stack trace would only hide what.
    if (failure instanceof DurabilityException || failure instanceof DemoException) {
      console.err().println("durability: " + failure.getMessage());
    } else if (failure instanceof FileSystemException) {
      console.err().println("durability: " + failure);
    } else {
      failure.printStackTrace(console.err());
    }
  }
}
