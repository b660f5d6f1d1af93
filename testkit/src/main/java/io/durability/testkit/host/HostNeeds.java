package io.durability.testkit.host;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * What some tests ask of the machine beyond a JDK: to mount file systems, and tools for that. Where
 * it is missing they are skipped and say so; where {@code DURABILITY_IT_REQUIRE} names {@code
 * machine}, they go on and fail.
 */
final class HostNeeds {

  private static final String REQUIRE = "DURABILITY_IT_REQUIRE";
  private static final String NAME = "machine";

  private HostNeeds() {}

  /** Skips the test that runs, unless it may mount and has these tools, or must not be skipped. */
  static void mount(String... tools) throws IOException {
    String required = System.getenv().getOrDefault(REQUIRE, "");
    if (Arrays.stream(required.split(",")).map(String::strip).anyMatch(NAME::equals)) {
      return;
    }
    if (!isRoot()) {
      Assumptions.abort("mounting needs root");
    }
    for (String tool : tools) {
      if (!isThere(tool)) {
        Assumptions.abort("tool missing: " + tool);
      }
    }
  }

  private static boolean isRoot() throws IOException {
    Path self = Path.of("/proc/self");
    return Files.exists(self) && Files.getAttribute(self, "unix:uid").equals(0);
  }

  private static boolean isThere(String tool) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }
}
