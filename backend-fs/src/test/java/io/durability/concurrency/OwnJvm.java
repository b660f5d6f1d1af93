package io.durability.concurrency;

import io.durability.testkit.host.Folders;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a main class in a JVM of its own: for tools that change the classes of the JVM they run in,
 * or look for classes on its class path only.
 */
public final class OwnJvm {

  private OwnJvm() {}

  /**
   * How it ended.
   *
   * @param code its exit code
   * @param output what it printed, normally or as an error
   */
  public record End(int code, String output) {}

  /**
   * Runs a main class with the class path of this JVM, and waits.
   *
   * @param first folders that stand before all else on the class path
   * @param arguments of the JVM, the main class and its own; the class path is added
   * @throws AssertionError if it takes too long
   */
  public static End run(List<Path> first, List<String> arguments, long patienceSeconds)
      throws IOException, InterruptedException {
    List<String> classes = new ArrayList<>();
    first.forEach(folder -> classes.add(folder.toString()));
    classes.add(System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-ea");
    // Its output, and what its tools unpack and leave.
    Path scratch = Files.createTempDirectory("durability-own-jvm-");
    command.add("-Djava.io.tmpdir=" + scratch);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classes));
    command.addAll(arguments);
    Path output = scratch.resolve("output.txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
          throw new AssertionError(
              arguments
                  + " still running after "
                  + patienceSeconds
                  + " s\n"
                  + Files.readString(output));
        }
        return new End(process.exitValue(), Files.readString(output));
      } finally {
        process.destroyForcibly().waitFor();
      }
    } finally {
      Folders.remove(scratch);
    }
  }
}
