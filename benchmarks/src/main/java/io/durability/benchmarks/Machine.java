package io.durability.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Describes where the figures come from, without names of hosts or folders. */
public final class Machine {
  private Machine() {}

  /** One line: processor, system, file system of {@code folder}, JDK. */
  public static String describe(Path folder) throws IOException {
    return String.format(
        "%s, %d cores; %s %s; %s; JDK %s (%s)",
        processor(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Files.getFileStore(folder).type(),
        System.getProperty("java.vm.version"),
        System.getProperty("java.vm.name"));
  }

  private static String processor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      for (String line : Files.readAllLines(info)) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).trim();
        }
      }
    }
    return System.getProperty("os.arch");
  }
}
