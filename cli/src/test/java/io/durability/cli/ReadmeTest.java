package io.durability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.examples.GuestBook;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README says is so. */
final class ReadmeTest {

  private static final Path TOP = Path.of("").toAbsolutePath().getParent();
  private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w+)\n(.*?)```");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)\\)");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

  @TempDir private Path folder;

  @Test
  void commands_areTwo_andTheFirstRuns() throws IOException {
    assertThat(blocks("sh")).containsExactly("./durability demo\n", "mvn verify\n");
    assertThat(TOP.resolve("durability")).isExecutable();
    assertThat(TOP.resolve("durability")).content().contains("exec", Main.class.getName());

    Ran ran = Ran.run("demo", "--rounds=2", "--report=" + folder.resolve("report.html"));
    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(Main.EXIT_OK);
    assertThat(ran.lastLine()).isEqualTo("0 acknowledged entries lost");
    assertThat(readme()).contains("`" + ran.lastLine() + "`");
  }

  /** Running it here would run this test again. */
  @Test
  void secondCommand_isWhatCiRuns() throws IOException {
    assertThat(Files.readString(TOP.resolve(".ci/run")))
        .containsPattern("(?m)^mvn( -\\S+)* verify\\b");
  }

  @Test
  void snippet_isTheOneThatIsCompiled_andRuns() throws IOException {
    String source = source(GuestBook.class);
    String region =
        source.substring(
            source.indexOf("// README: begin\n") + "// README: begin\n".length(),
            source.lastIndexOf("\n", source.indexOf("// README: end")) + 1);
    assertThat(blocks("java")).containsExactly(region.stripTrailing().stripIndent() + "\n");
    assertThat(region.lines().count()).isEqualTo(12);

    String book = folder.resolve("book").toUri().toString();
    assertThat(output(book)).contains("1 and 2 are durable").endsWith("[Ada, Grace]");
    assertThat(output(book)).contains("4 and 5 are durable").endsWith("[Ada, Grace]");
  }

  @Test
  void links_leadSomewhere() throws IOException {
    List<String> links = found(LINK).stream().map(link -> link.group(1)).toList();
    assertThat(links).hasSizeGreaterThan(5);
    for (String link : links) {
      assertThat(TOP.resolve(link)).exists();
    }
  }

  static Stream<String> namedTests() throws IOException {
    return found(TEST).stream().map(MatchResult::group).distinct();
  }

  @ParameterizedTest
  @MethodSource("namedTests")
  void test_thatATableNames_exists(String name) throws IOException {
    MatchResult test = TEST.matcher(name).results().findFirst().orElseThrow();
    List<Path> sources;
    try (Stream<Path> files = Files.walk(TOP)) {
      sources =
          files
              .filter(file -> file.endsWith(test.group(1) + ".java"))
              .filter(file -> TOP.relativize(file).toString().contains("src/test/java"))
              .toList();
    }
    assertThat(sources).as("test classes of this name").hasSize(1);
    if (test.group(2) != null) {
      assertThat(sources.get(0)).content().contains("void " + test.group(2) + "(");
    }
  }

  @Test
  void backends_surviveWhatTheTableSays() throws IOException {
    List<String> rows =
        readme().lines().filter(line -> line.matches("\\|.*`\\w+:\\S+`.*`[A-Z]+`: .*")).toList();
    assertThat(rows).hasSize(5);
    for (String row : rows) {
      String[] cells = row.split(" \\| ", -1);
      try (Directory directory = open(cells[1].replaceAll("^`(\\w+):.*", "$1"))) {
        assertThat(cells[4]).startsWith("`" + directory.traits().survives() + "`:");
      }
    }
  }

  /** Opens a place of a scheme; opening alone asks no store for anything. */
  private Directory open(String scheme) throws IOException {
    return switch (scheme) {
      case "memory" -> Directories.open(URI.create("memory:readme"));
      case "file" -> Directories.open(folder.toUri());
      case "rocksdb" -> Directories.open(URI.create("rocksdb://" + folder.resolve("rocksdb")));
      case "s3" ->
          Directories.open(
              URI.create("s3://bucket/prefix"),
              Map.of("region", "eu-central-1", "accessKey", "none", "secretKey", "none"));
      case "azblob" ->
          Directories.open(
              URI.create("azblob://account/container/prefix"), Map.of("accountKey", "bm9uZQ=="));
      default -> throw new AssertionError("no such scheme: " + scheme);
    };
  }

  private static String readme() throws IOException {
    return Files.readString(TOP.resolve("README.md"));
  }

  private static String source(Class<?> type) throws IOException {
    return Files.readString(
        TOP.resolve("examples/src/main/java").resolve(type.getName().replace('.', '/') + ".java"));
  }

  private static List<String> blocks(String language) throws IOException {
    List<String> blocks = new ArrayList<>();
    for (MatchResult block : found(BLOCK)) {
      if (block.group(1).equals(language)) {
        blocks.add(block.group(2));
      }
    }
    return blocks;
  }

  private static List<MatchResult> found(Pattern pattern) throws IOException {
    return pattern.matcher(readme()).results().toList();
  }

  private static String output(String... args) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (PrintStream captured = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      System.setOut(captured);
      GuestBook.main(args);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8).strip();
  }
}
