package io.durability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options and exit codes; {@link DemoRunTest} runs the demo itself. */
final class MainTest {

  @TempDir private Path folder;

  @Test
  void version_namesTheBuildAndTheJvm() {
    Ran ran = Ran.run("--version");
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_OK);
    assertThat(ran.out())
        .matches("(?s)durability \\d+\\.\\d+\\.\\d+\\S*\\R.*")
        .contains("Java " + Runtime.version());
  }

  @Test
  void help_listsTheCommands() {
    Ran ran = Ran.run("--help");
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_OK);
    assertThat(ran.out()).contains("Usage: durability", "demo  ");
  }

  @Test
  void demoHelp_listsOptionsAndExitCodes() {
    Ran ran = Ran.run("demo", "--help");
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_OK);
    assertThat(ran.out())
        .contains("--uri", "--rounds", "--threads", "--seed", "--report", "--sabotage")
        .contains("25 unless given", "Exit codes:");
  }

  @Test
  void noCommand_isAUsageError() {
    Ran ran = Ran.run();
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_USAGE);
    assertThat(ran.err()).contains("Missing required subcommand", "Usage: durability");
  }

  @ParameterizedTest
  @CsvSource({
    "--rounds=0, 'rounds out of range [expected=1 to 10000, found=0]'",
    "--rounds=x, 'Invalid value'",
    "--threads=1000, 'threads out of range [expected=1 to 256, found=1000]'",
    "--seed=x, 'Invalid value'",
    "--uri=/no/scheme, 'a directory URI needs a scheme'",
    "--uri=file:relative, 'file URI malformed'",
    "--report=/no/such/folder/report.html, 'the report cannot be written'",
    "--unknown, 'Unknown option'"
  })
  void wrongOption_isAUsageError_beforeAnythingIsDone(String option, String message) {
    Ran ran = Ran.run("demo", option);
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_USAGE);
    assertThat(ran.err()).contains(message);
    assertThat(ran.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "memory:demo, 'does not outlive a process'",
    "nowhere:demo, 'no provider for this scheme'",
  })
  void placeThatCannotBeUsed_isTold_withoutAStackTrace(String uri, String message) {
    Ran ran = Ran.run("demo", "--uri", uri, "--report", folder.resolve("r.html").toString());
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(ran.err()).startsWith("durability: ").contains(message).doesNotContain("\tat ");
  }

  @Test
  void placeThatIsNotEmpty_isLeftAsItIs() throws Exception {
    Files.writeString(folder.resolve("precious"), "content");
    Ran ran = Ran.run("demo", "--uri", folder.toUri().toString());
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(ran.err()).contains("needs an empty directory", "precious");
    assertThat(folder.resolve("precious")).hasContent("content");
    assertThat(folder.toFile().list()).containsExactly("precious");
  }

  @Test
  void demoFolder_isDeletedWithWhatIsInIt() throws Exception {
    DemoFolder created = DemoFolder.create();
    assertThat(created.isEmpty()).isTrue();
    Files.createDirectories(created.path().resolve("a/b"));
    Files.writeString(created.path().resolve("a/b/c"), "content");
    assertThat(created.isEmpty()).isFalse();
    created.delete();
    assertThat(created.path()).doesNotExist();
  }
}
