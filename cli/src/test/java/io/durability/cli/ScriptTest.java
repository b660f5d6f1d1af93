package io.durability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code durability}, in a tree of its own, so that no test starts a build of this. */
final class ScriptTest {

  /** What the script uses, besides Java and Maven. */
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "dirname",
          "readlink",
          "grep",
          "find",
          "mktemp",
          "touch",
          "head",
          "cut",
          "mkdir",
          "rm",
          "cp",
          "env");

  @TempDir private Path folder;

  private Path tree;
  private Path tools;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Files.createDirectory(folder.resolve("a tree"));
    Files.copy(Path.of("../durability"), tree.resolve("durability"));
    assertThat(tree.resolve("durability").toFile().setExecutable(true)).isTrue();
    Files.createDirectories(tree.resolve("core/target/classes"));
    Files.createDirectories(tree.resolve("cli/target/classes"));
    Files.writeString(tree.resolve("built"), classPath());
    tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool : TOOLS) {
      Files.createSymbolicLink(tools.resolve(tool), find(tool));
    }
  }

  @Test
  void builtTree_runs_withoutMaven_fromAnywhere() throws Exception {
    Files.copy(tree.resolve("built"), tree.resolve("cli/target/classpath.txt"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), tree.resolve("durability"));
    Outcome version = run(link, Map.of(), "--version");
    assertThat(version.text()).contains("durability ", "Java " + Runtime.version());
    assertThat(version.exitCode()).isEqualTo(Main.EXIT_OK);
    Path log = folder.resolve("two words");
    Sample.CORRUPT.make(log);
    Outcome verify = run(link, Map.of(), "verify", "--uri", log.toUri().toString());
    assertThat(verify.exitCode()).isEqualTo(Main.EXIT_CORRUPT);
    assertThat(verify.text()).contains("two%20words").endsWith("corrupt\n");
  }

  @Test
  void unbuiltTree_isBuilt_thenRuns() throws Exception {
    maven("cp built cli/target/classpath.txt");
    Outcome outcome = run(tree.resolve("durability"), Map.of(), "--version");
    assertThat(outcome.exitCode()).as(outcome.text()).isEqualTo(Main.EXIT_OK);
    assertThat(outcome.text())
        .startsWith("durability: building the tool from source for the first time;")
        .contains("durability: built in ", "Java " + Runtime.version());
    Files.delete(tools.resolve("mvn"));
    assertThat(run(tree.resolve("durability"), Map.of(), "--version").text())
        .startsWith("durability ");
  }

  @Test
  void changedSource_isBuiltAgain() throws Exception {
    maven("cp built cli/target/classpath.txt");
    run(tree.resolve("durability"), Map.of(), "--version");
    Files.createDirectories(tree.resolve("core/src/main"));
    Files.writeString(tree.resolve("core/src/main/New.java"), "");
    assertThat(run(tree.resolve("durability"), Map.of(), "--version").text())
        .startsWith("durability: building the tool from source ...");
  }

  @Test
  void missingMaven_isTold_andNeverTakenForATornTail() throws Exception {
    Outcome outcome = run(tree.resolve("durability"), Map.of(), "verify");
    assertThat(outcome.exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(outcome.text())
        .startsWith("durability: no Maven: ")
        .contains("3.8.7")
        .hasLineCount(1);
  }

  @Test
  void missingJava_isTold() throws Exception {
    Outcome outcome =
        run(tree.resolve("durability"), Map.of("JAVA_HOME", folder.toString()), "verify");
    assertThat(outcome.exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(outcome.text()).startsWith("durability: no java: ").hasLineCount(1);
  }

  @Test
  void noNetwork_isTold_withTheErrorAndWhereTheRestIs() throws Exception {
    maven(
        "echo '[INFO] noise'",
        "echo '[ERROR] Could not transfer artifact x from central: Unknown host repo'",
        "exit 1");
    Outcome outcome = run(tree.resolve("durability"), Map.of(), "verify");
    assertThat(outcome.exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(outcome.text())
        .contains(
            "[ERROR] Could not transfer artifact x",
            "Maven could not load a library: it needs a network",
            "the build failed; its output is in " + tree.resolve("target/durability-build.log"))
        .doesNotContain("noise");
    assertThat(tree.resolve("target/durability-build.log")).content().contains("noise");
  }

  private record Outcome(int exitCode, String text) {}

  private Outcome run(Path script, Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Outcome(process.exitValue(), Files.readString(output));
  }

  private void maven(String... lines) throws IOException {
    Path maven = tools.resolve("mvn");
    Files.writeString(maven, "#!/usr/bin/env bash\n" + String.join("\n", lines) + "\n");
    assertThat(maven.toFile().setExecutable(true)).isTrue();
  }

  private String classPath() {
    String entries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> Files.exists(Path.of(entry)))
            .collect(Collectors.joining(File.pathSeparator));
    return tree.resolve("core/target/classes") + File.pathSeparator + entries;
  }

  private static Path find(String tool) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(place -> Path.of(place, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + tool + " on the PATH"));
  }
}
