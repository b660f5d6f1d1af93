package io.durability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each command on a log in each condition: exit code, form of the output, and nothing changed. */
final class CommandMatrixTest {

  @TempDir private static Path logs;

  private static final Map<Sample, AutoCloseable> WRITERS = new EnumMap<>(Sample.class);

  @BeforeAll
  static void makeLogs() throws IOException {
    for (Sample sample : Sample.values()) {
      WRITERS.put(sample, sample.make(folder(sample)));
    }
  }

  @AfterAll
  static void endWriters_andTellTheFigure() throws Exception {
    for (AutoCloseable writer : WRITERS.values()) {
      writer.close();
    }
    long commands = RUN.stream().map(Pair::command).distinct().count();
    long samples = RUN.stream().map(Pair::sample).distinct().count();
    assertThat(RUN).as("each on each").hasSize((int) (commands * samples));
    Path figure = Path.of("target/figures/cli.txt");
    Files.createDirectories(figure.getParent());
    Files.writeString(figure, "cli: " + commands + " commands x " + samples + " logs\n");
  }

  private record Pair(String command, Sample sample) {}

  /** What has run on what. */
  private static final Set<Pair> RUN = new HashSet<>();

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (Sample sample : Sample.values()) {
      boolean missing = sample == Sample.MISSING;
      boolean damaged = sample == Sample.CORRUPT || sample == Sample.HOLE;
      int seen = missing ? Main.EXIT_FAILED : damaged ? Main.EXIT_CORRUPT : Main.EXIT_OK;
      // What does not come by the damage does not see it: headers, and what a checkpoint covers.
      int passed = missing ? Main.EXIT_FAILED : Main.EXIT_OK;
      int verified = sample == Sample.TORN ? Main.EXIT_BROKEN : seen;
      cases.add(Arguments.of(sample, passed, List.of("inspect")));
      cases.add(Arguments.of(sample, passed, List.of("ls")));
      cases.add(Arguments.of(sample, verified, List.of("verify")));
      cases.add(Arguments.of(sample, seen, List.of("dump", "--all")));
      cases.add(Arguments.of(sample, seen, List.of("tail")));
      cases.add(Arguments.of(sample, passed, List.of("recover")));
      cases.add(Arguments.of(sample, seen, List.of("recover", "--to", "9")));
      cases.add(Arguments.of(sample, passed, List.of("truncate", "--dry-run")));
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void command_asText(Sample sample, int exitCode, List<String> command) throws IOException {
    Map<String, Integer> before = bytes(folder(sample));
    Ran ran = run(sample, command);
    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(exitCode);
    assertThat(ran.err()).doesNotContain("\tat ");
    if (ran.err().isEmpty()) {
      boolean nothingToShow =
          sample == Sample.EMPTY && (command.contains("tail") || command.contains("dump"));
      assertThat(ran.out().isEmpty()).isEqualTo(nothingToShow);
    } else {
      assertThat(exitCode).isGreaterThan(Main.EXIT_OK);
      assertThat(ran.err().lines()).hasSize(1);
      assertThat(ran.err())
          .startsWith("durability: " + (sample == Sample.MISSING ? "not found: " : "corrupt: "))
          .contains("directory=file://");
    }
    assertThat(bytes(folder(sample))).as("nothing is changed").isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void command_asJson(Sample sample, int exitCode, List<String> command) {
    List<String> withJson = new ArrayList<>(command);
    withJson.add("--json");
    Ran ran = run(sample, withJson);
    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(exitCode);
    if (ran.err().isEmpty()) {
      boolean lines = command.contains("dump") || command.contains("tail");
      for (JsonNode document : ran.jsonLines()) {
        if (lines) {
          assertThat(document.get("id").isIntegralNumber()).isTrue();
        } else {
          assertThat(document.get("schema").asText()).isEqualTo("durability/1");
          assertThat(document.get("command").asText()).isEqualTo(command.get(0));
          assertThat(document.get("directory").asText()).startsWith("file:");
        }
      }
    } else {
      JsonNode error = ran.jsonError();
      assertThat(error.get("kind").asText())
          .isEqualTo(sample == Sample.MISSING ? "not found" : "corrupt");
      assertThat(error.get("message").asText()).isNotEmpty();
      assertThat(error.get("directory").asText()).startsWith("file:");
    }
  }

  private static Ran run(Sample sample, List<String> command) {
    List<String> args = new ArrayList<>(command);
    args.add("--uri=" + folder(sample).toUri());
    RUN.add(new Pair(command.get(0), sample));
    return Ran.run(args.toArray(String[]::new));
  }

  private static Path folder(Sample sample) {
    return logs.resolve(sample.name());
  }

  private static Map<String, Integer> bytes(Path folder) throws IOException {
    Map<String, Integer> found = new TreeMap<>();
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          // Reading a lock file here would free the lock of a writer in this process.
          if (!file.endsWith("~lock")) {
            found.put(file.toString(), Arrays.hashCode(Files.readAllBytes(file)));
          }
        }
      }
    }
    return found;
  }
}
