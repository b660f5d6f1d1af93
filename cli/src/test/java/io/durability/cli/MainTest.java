package io.durability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
  @ValueSource(
      strings = {"inspect", "ls", "verify", "dump", "tail", "recover", "truncate", "copy", "demo"})
  void help_ofEachCommand_tellsOptionsExitCodesAndAnExample(String command) {
    Ran ran = Ran.run(command, "--help");
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_OK);
    assertThat(ran.out()).contains("Usage: durability " + command, "Exit codes:", "--verbose");
    if (!command.equals("demo")) {
      assertThat(ran.out()).contains("--uri", "--option-file", "--json", "durability " + command);
    }
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(Ran.run("--help").out()).contains("  " + command + " ");
  }

  @ParameterizedTest
  @CsvSource({
    "verify, 'Missing required option: '",
    "verify --uri=/data/orders, 'a directory URI needs a scheme'",
    "verify --uri=file:///x --option=fast=yes, 'option unknown'",
    "verify --uri=file:///x --option=fast, 'NAME=VALUE'",
    "verify --uri=file:///x --option-file=/no/such, 'the option file cannot be read'",
    "dump --uri=file:///x --from=0, 'expected=1 or more, found=0'",
    "dump --uri=file:///x --from=5 --to=4, '--to is below --from [expected>=5, found=4]'",
    "dump --uri=file:///x --as=rot13, 'expected=utf8, hex or base64, found=rot13'",
    "dump --uri=file:///x --max-bytes=-1, '--max-bytes out of range'",
    "tail --uri=file:///x -n=-1, '--lines out of range'",
    "recover --uri=file:///x --to=-1, '--to out of range'",
  })
  void wrongOption_ofALogCommand_isOneLine_andWhereHelpIs(String line, String message) {
    Ran ran = Ran.run(line.split(" "));
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_USAGE);
    assertThat(ran.err()).startsWith("durability: usage: ").contains(message);
    assertThat(ran.err().lines().toList())
        .hasSize(2)
        .last()
        .isEqualTo(
            "'durability "
                + line.substring(0, line.concat(" ").indexOf(' '))
                + " --help' lists the options.");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void optionFile_givesOptions_andOptionGoesBeforeIt() throws Exception {
    Path file = folder.resolve("options");
    Files.writeString(file, "allowNetworkFileSystem=hunter2\n");
    String uri = "--uri=" + folder.resolve("none").toUri();
    Ran given = Ran.run("verify", uri, "--option-file=" + file);
    assertThat(given.exitCode()).isEqualTo(Main.EXIT_USAGE);
    assertThat(given.err()).contains("option malformed [allowNetworkFileSystem");
    Ran replaced =
        Ran.run("verify", uri, "--option-file=" + file, "--option", "allowNetworkFileSystem=true");
    assertThat(replaced.exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(replaced.err()).contains("there is no log here");
    Files.writeString(file, "secret=\\uhunter2\n");
    Ran malformed = Ran.run("verify", uri, "--option-file=" + file);
    assertThat(malformed.exitCode()).isEqualTo(Main.EXIT_USAGE);
    assertThat(malformed.err()).contains("the option file is malformed").doesNotContain("hunter2");
  }

  @Test
  void verbose_showsTheStackTrace_andOnlyThen() {
    String uri = "--uri=" + folder.resolve("none").toUri();
    assertThat(Ran.run("ls", uri).err()).doesNotContain("\tat ");
    assertThat(Ran.run("ls", uri, "--verbose").err()).contains("NotFoundException", "\tat ");
    assertThat(Ran.run("--verbose", "ls", uri).err()).contains("\tat ");
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
