package io.durability.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.RecordLog;
import io.durability.fs.FsDirectory;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import java.io.BufferedReader;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;

/** What each command says, beyond the form. */
final class LogCommandsTest {

  @TempDir private Path folder;

  @Test
  void inspect_tellsIdsSegmentsCheckpointsAndEnd() throws Exception {
    Sample.GOOD.make(folder);
    JsonNode log = run("inspect", "--json").json();
    assertThat(log.get("firstId").asLong()).isEqualTo(1);
    assertThat(log.get("lastId").asLong()).isEqualTo(OrdersLog.LAST_ID);
    assertThat(log.get("segments").asInt()).isEqualTo(OrdersLog.SEGMENTS);
    assertThat(log.get("checkpoints").asInt()).isEqualTo(3);
    assertThat(log.get("newestCheckpointLastId").asInt()).isEqualTo(17);
    assertThat(log.get("closedCleanly").asBoolean()).isTrue();
    assertThat(log.get("damages")).isEmpty();
  }

  @Test
  void missingSegment_isCorrupt_forEachCommandThatNeedsIt() throws Exception {
    Sample.GOOD.make(folder);
    Files.delete(Sample.segment(folder, 2));
    for (String command : List.of("inspect", "ls", "verify", "dump", "tail", "truncate")) {
      Ran ran = run(command);
      assertThat(ran.exitCode()).as(command).isEqualTo(Main.EXIT_CORRUPT);
      assertThat(ran.out() + ran.err()).as(command).contains("a segment is missing");
    }
    assertThat(run("recover").exitCode()).as("stands on what is there").isEqualTo(Main.EXIT_OK);
    assertThat(run("recover", "--to=8").exitCode()).isEqualTo(Main.EXIT_CORRUPT);
  }

  @ParameterizedTest
  @CsvSource({
    "GOOD, clean, none, 0, 0",
    "ZEROS, clean, reserved, 0, 8192",
    // The rest of the block that the last batch did not fill, and what was written behind it.
    "TORN, torn-tail, torn, 4164, 0",
  })
  void verify_tellsTails_apart(Sample sample, String verdict, String tail, long torn, long rest)
      throws Exception {
    sample.make(folder);
    JsonNode report = run("verify", "--json").json();
    assertThat(report.get("verdict").asText()).isEqualTo(verdict);
    assertThat(report.get("entries").asLong()).isEqualTo(OrdersLog.LAST_ID);
    assertThat(report.get("end").get("tail").asText()).isEqualTo(tail);
    assertThat(report.get("end").get("tornBytes").asLong()).isEqualTo(torn);
    assertThat(report.get("end").get("reservedBytes").asLong()).isEqualTo(rest);
    assertThat(report.get("damages")).isEmpty();
  }

  @Test
  void verify_tellsAHole_fromOtherDamage() throws Exception {
    Sample.CORRUPT.make(folder.resolve("flip"));
    Sample.HOLE.make(folder.resolve("hole"));
    JsonNode flip = run(folder.resolve("flip"), "verify", "--json").json();
    JsonNode hole = run(folder.resolve("hole"), "verify", "--json").json();
    for (JsonNode report : List.of(flip, hole)) {
      assertThat(report.get("verdict").asText()).isEqualTo("corrupt");
      JsonNode damage = report.get("damages").get(0);
      assertThat(damage.get("file").asText()).isEqualTo("wal/00000000000000000002.wal");
      assertThat(damage.get("offset").asLong()).isEqualTo(2 * Sample.BLOCK);
    }
    assertThat(flip.get("damages").get(0).get("zeroBytes").asInt()).isZero();
    assertThat(flip.get("damages").get(0).get("entry").asInt()).isEqualTo(8);
    assertThat(hole.get("damages").get(0).get("zeroBytes").asInt()).isEqualTo(Sample.BLOCK);
    assertThat(run(folder.resolve("hole"), "verify").out())
        .contains("zero-filled: 4,096 bytes")
        .endsWith("corrupt\n");
  }

  @Test
  void dump_showsTheRange_inEachEncoding_bounded() throws Exception {
    Sample.GOOD.make(folder);
    assertThat(run("dump", "--from=5", "--to=7").out().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches(" +5 +entry +1:\\d+ +order 5"),
            line -> assertThat(line).matches(" +6 +marker +1:\\d+ +commits a checkpoint"),
            line -> assertThat(line).matches(" +7 +entry +2:4096 +order 6"));
    assertThat(run("dump", "--from=5", "--to=5", "--as=hex").out()).endsWith("6f726465722035\n");
    assertThat(run("dump", "--from=5", "--to=5", "--as=base64").out()).endsWith("b3JkZXIgNQ==\n");
    assertThat(run("dump", "--from=5", "--to=5", "--max-bytes=3").out())
        .endsWith("ord … and 4 bytes more\n");
    JsonNode entry = run("dump", "--from=5", "--to=5", "--max-bytes=3", "--json").json();
    assertThat(entry.get("bytes").asInt()).isEqualTo(7);
    assertThat(entry.get("payload").asText()).isEqualTo("ord");
    assertThat(entry.get("complete").asBoolean()).isFalse();
    List<JsonNode> all = run("dump", "--all", "--json").jsonLines();
    assertThat(all.get(all.size() - 1).get("closing").asBoolean()).isTrue();
  }

  @Test
  void dump_showsEverythingBeforeADamage_thenTheDamage() throws Exception {
    Sample.CORRUPT.make(folder);
    Ran ran = run("dump", "--json");
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_CORRUPT);
    assertThat(ran.jsonLines()).last().extracting(line -> line.get("id").asInt()).isEqualTo(7);
    assertThat(ran.jsonError().get("entry").asInt()).isEqualTo(8);
    assertThat(run("dump", "--from=9", "--to=9").exitCode()).isEqualTo(Main.EXIT_CORRUPT);
    assertThat(run("dump", "--from=13").exitCode()).as("behind it").isEqualTo(Main.EXIT_OK);
  }

  @Test
  void payloads_thatWouldSteerATerminal_areEscaped_andBytesThatAreNoText_areHex() throws Exception {
    try (Directory directory = FsDirectory.open(folder);
        Log<byte[]> log = Log.open(directory, Codecs.bytes(), OrdersLog.options())) {
      log.appendDurable("a\u001b[31m\nb\\\u009b é".getBytes(UTF_8));
      log.appendDurable(new byte[] {(byte) 0xFF, 0, 1});
      log.appendDurable("€€".getBytes(UTF_8));
    }
    List<String> lines = run("dump").out().lines().toList();
    assertThat(lines.get(0)).endsWith(" a\\u001b[31m\\nb\\\\\\u009b é");
    assertThat(lines.get(1)).endsWith(" 0xff0001");
    assertThat(run("dump", "--from=3", "--max-bytes=4").out())
        .as("no character is cut in two")
        .endsWith(" € … and 3 bytes more\n");
    String[] plain = {"dump", "--uri=" + folder.toUri()};
    assertThat(Ran.run(Ansi.OFF, false, plain).out().chars()).allMatch(unit -> unit < 128);
  }

  @Test
  void tail_showsTheLast_alsoIfMarkersLieBetween() throws Exception {
    Sample.GOOD.make(folder);
    assertThat(ids(run("tail", "--json"))).containsExactly(10, 11, 13, 14, 15, 16, 17, 19, 20, 21);
    assertThat(ids(run("tail", "--json", "-n", "2"))).containsExactly(20, 21);
    assertThat(run("tail", "-n0").out()).isEmpty();
    assertThat(ids(run("tail", "--json", "--lines=1000"))).hasSize(18);
  }

  @Test
  void tailFollow_showsWhatAWriterInAnotherProcessAppends_asItComes() throws Exception {
    PipedReader pipe = new PipedReader(1 << 16);
    Console console =
        new Console(
            new PrintWriter(new PipedWriter(pipe)),
            new PrintWriter(Writer.nullWriter()),
            Ansi.OFF,
            true,
            null);
    String[] command = {
      "tail", "-n1", "--follow", "--until=23", "--written", "--uri=" + folder.toUri()
    };
    try (LiveWriter writer = LiveWriter.start(folder);
        BufferedReader shown = new BufferedReader(pipe)) {
      CompletableFuture<Integer> following =
          CompletableFuture.supplyAsync(() -> Main.run(console, command));
      assertThat(shown.readLine()).endsWith("21  order 18");
      writer.append("order 19");
      assertThat(shown.readLine()).endsWith("22  order 19");
      writer.append("order 20");
      assertThat(shown.readLine()).endsWith("23  order 20");
      assertThat(following.get(1, TimeUnit.MINUTES)).isEqualTo(Main.EXIT_OK);
    }
  }

  @Test
  void recover_tellsTheCheckpointAndWhatFollows() throws Exception {
    Sample.GOOD.make(folder);
    JsonNode latest = run("recover", "--json").json();
    assertThat(latest.get("lastId").asInt()).isEqualTo(21);
    assertThat(latest.get("checkpoint").get("lastId").asInt()).isEqualTo(17);
    assertThat(latest.get("checkpoint").get("file").asText()).startsWith("checkpoints/");
    assertThat(latest.get("entries").asInt()).isEqualTo(3);
    JsonNode earlier = run("recover", "--to=13", "--json").json();
    assertThat(earlier.get("askedId").asInt()).isEqualTo(13);
    assertThat(earlier.get("checkpoint").get("lastId").asInt()).isEqualTo(11);
    assertThat(earlier.get("entries").asInt()).isEqualTo(1);
    assertThat(run("recover", "--to=3").out()).contains("none: from the beginning of the log");
    assertThat(run("recover", "--to=99").out()).contains("to id 21, where the log ends");
  }

  @Test
  void recoverOut_writesWhatTheStateIsMadeOf_andOverwritesNothing() throws Exception {
    Sample.GOOD.make(folder.resolve("log"));
    Path out = folder.resolve("out");
    String[] command = {"recover", "--to=14", "--out=" + out, "--json"};
    Ran ran = run(folder.resolve("log"), command);
    assertThat(ran.json().get("written")).hasSize(2);
    assertThat(out.resolve(Export.CHECKPOINT)).hasContent("orders to 10");
    List<String> lines = Files.readAllLines(out.resolve(Export.ENTRIES));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .isEqualTo(
            "{\"id\":13,\"payload\":\""
                + Base64.getEncoder().encodeToString("order 11".getBytes(UTF_8))
                + "\"}");
    assertThat(out.toFile().list()).hasSize(2);
    Ran again = run(folder.resolve("log"), command);
    assertThat(again.exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(again.jsonError().get("message").asText())
        .isEqualTo("directory not empty [file=" + out + "]");
    assertThat(out.resolve(Export.CHECKPOINT)).hasContent("orders to 10");
  }

  @Test
  void recoverOut_fromADamagedCheckpoint_holdsNothingOfIt() throws Exception {
    Path log = folder.resolve("log");
    Sample.GOOD.make(log);
    JsonNode newest = run(log, "ls", "--json").json().get("checkpoints").get(0);
    Path file = log.resolve(newest.get("file").asText());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 5] ^= 1;
    Files.write(file, bytes);
    Path out = folder.resolve("out");
    JsonNode done = run(log, "recover", "--out=" + out, "--json").json();
    assertThat(done.get("checkpointsSkipped")).hasSize(1);
    assertThat(done.get("checkpoint").get("lastId").asInt()).isEqualTo(11);
    assertThat(out.resolve(Export.CHECKPOINT)).hasContent("orders to 10");
    assertThat(Files.readAllLines(out.resolve(Export.ENTRIES))).hasSize(8);
    assertThat(run(log, "verify").exitCode()).isEqualTo(Main.EXIT_CORRUPT);
  }

  @Test
  void recoverOut_thatFails_leavesNothing() throws Exception {
    Path log = folder.resolve("log");
    Sample.CORRUPT.make(log);
    Path out = folder.resolve("out");
    Ran ran = run(log, "recover", "--to=9", "--out=" + out);
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_CORRUPT);
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void progress_isShownOnATerminalOnly() throws Exception {
    Sample.GOOD.make(folder);
    String[] command = {"verify", "--uri=" + folder.toUri()};
    assertThat(Ran.run(Ansi.ON, true, command).err())
        .contains("verify", "MiB")
        .endsWith("\u001b[K");
    assertThat(Ran.run(Ansi.OFF, true, command).err()).isEmpty();
  }

  @Test
  void prefix_namesALogInsideAPlace() throws Exception {
    try (Directory directory = FsDirectory.open(folder);
        RecordLog<String> audit = RecordLog.open(directory, "audit", Codecs.utf8())) {
      audit.appendDurable("Ada signed in");
      assertThat(run("dump", "--prefix=audit").out()).endsWith("Ada signed in\n");
    }
    assertThat(run("dump").exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(run("dump", "--prefix=../x").exitCode()).isEqualTo(Main.EXIT_USAGE);
  }

  @Test
  void memoryLog_ofThisProcess_isReachedByItsUri() throws Exception {
    String uri = "memory:" + folder.getFileName();
    try (Directory directory = Directories.open(URI.create(uri));
        Log<String> log = OrdersLog.write(directory)) {
      for (String command : List.of("inspect", "ls", "verify", "dump", "tail", "recover")) {
        assertThat(Ran.run(command, "--uri", uri).exitCode()).as(command).isEqualTo(Main.EXIT_OK);
      }
      assertThat(log.lastId()).isEqualTo(OrdersLog.LAST_ID);
    }
  }

  private Ran run(String... command) {
    return run(folder, command);
  }

  private static Ran run(Path log, String... command) {
    List<String> args = new ArrayList<>();
    Collections.addAll(args, command);
    args.add("--uri=" + log.toUri());
    return Ran.run(args.toArray(String[]::new));
  }

  private static List<Integer> ids(Ran ran) {
    return ran.jsonLines().stream().map(line -> line.get("id").asInt()).toList();
  }
}
