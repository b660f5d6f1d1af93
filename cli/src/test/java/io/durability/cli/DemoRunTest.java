package io.durability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

/** The demo with real processes that are really killed, in a few rounds. */
final class DemoRunTest {

  private static final int COLUMNS = 80;

  @TempDir private Path folder;

  @Test
  @Tag("fault-34")
  void killedProcesses_loseNothingAcknowledged() throws Exception {
    Path report = folder.resolve("report.html");
    Path place = folder.resolve("log");
    Ran ran =
        Ran.run(
            "demo",
            "--rounds=3",
            "--threads=4",
            "--seed=11",
            "--uri=" + place.toUri(),
            "--report=" + report);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).as(ran.out()).isEqualTo(Main.EXIT_OK);
    assertThat(ran.lastLine()).isEqualTo("0 acknowledged entries lost");
    List<String> rows = ran.out().lines().filter(line -> line.endsWith("✓ kept")).toList();
    assertThat(rows).hasSize(4);
    assertThat(ran.out()).contains("again   ./durability demo --seed 11 --rounds 3 --threads 4");
    assertThat(table(ran)).allMatch(line -> line.length() <= COLUMNS);
    assertThat(report).content().contains("0 acknowledged entries lost", "--seed 11");
    assertThat(place).as("a place that was asked for is kept").isNotEmptyDirectory();
  }

  @Test
  void killedProcesses_onRocksDb_loseNothingAcknowledged() {
    Ran ran =
        Ran.run(
            "demo",
            "--rounds=2",
            "--threads=4",
            "--seed=13",
            "--uri=rocksdb://" + folder.toAbsolutePath().resolve("log"),
            "--report=" + folder.resolve("report.html"));
    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(Main.EXIT_OK);
    assertThat(ran.lastLine()).isEqualTo("0 acknowledged entries lost");
  }

  @Test
  void sabotagedSyncs_areNoticedInTheFirstRound_andWhatTheyLostIsNamed() throws Exception {
    Path report = folder.resolve("report.html");
    Ran ran =
        Ran.run(
            "demo",
            "--rounds=1",
            "--threads=4",
            "--seed=12",
            "--sabotage",
            "--uri=" + folder.resolve("log").toUri(),
            "--report=" + report);
    assertThat(ran.exitCode()).as(ran.out()).isEqualTo(Main.EXIT_BROKEN);
    assertThat(ran.lastLine()).matches("[1-9][0-9]* acknowledged entr(y|ies) lost");
    assertThat(ran.out()).contains("failed:", "  lost: ", " with the ids ");
    assertThat(Files.readString(report)).contains("What went wrong");
  }

  @Test
  void emulator_whereTheClassPathHasNone_isNotToBeHad() {
    Ran ran = Ran.run("demo", "--emulator=s3");
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(ran.err()).contains("no emulators on the class path", "./durability");
  }

  @Test
  void emulator_besideAPlaceOrItsSettings_isRefused() {
    for (String other : List.of("--uri=file:///nowhere", "--option=endpoint=http://nowhere")) {
      Ran ran = Ran.run("demo", "--emulator=s3", other);
      assertThat(ran.exitCode()).isEqualTo(Main.EXIT_USAGE);
      assertThat(ran.err()).contains("--emulator brings a place and its settings");
    }
  }

  @Test
  void terminal_hasColoursAndALineThatIsWrittenOver() {
    Ran ran =
        Ran.run(
            Ansi.ON,
            false,
            "demo",
            "--rounds=1",
            "--threads=1",
            "--report=" + folder.resolve("report.html"));
    assertThat(ran.exitCode()).as(ran.out()).isEqualTo(Main.EXIT_OK);
    assertThat(ran.out()).contains("\r\u001b[K", "round 1 of 1, 0 acked, writing", "\u001b[32m");
    assertThat(ran.out().chars()).as("ASCII").allMatch(c -> c < 128);
  }

  private static List<String> table(Ran ran) {
    return ran.out()
        .lines()
        .dropWhile(line -> !line.startsWith("round"))
        .takeWhile(line -> !line.isEmpty())
        .toList();
  }
}
