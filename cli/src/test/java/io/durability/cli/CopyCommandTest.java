package io.durability.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.errors.SupersededException;
import io.durability.fs.FsDirectory;
import io.durability.storage.Condition;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Help.Ansi;

/** Copies of logs in each condition, between stores, and what an interruption leaves. */
final class CopyCommandTest {

  @TempDir private Path folder;

  private String from() {
    return "--uri=" + folder.resolve("from").toUri();
  }

  private String to() {
    return folder.resolve("to").toUri().toString();
  }

  private Path make(Sample sample) throws IOException {
    Path made = folder.resolve("from");
    Files.createDirectories(made);
    sample.make(made);
    return made;
  }

  private static JsonNode recover(String uri) {
    JsonNode document = Ran.run("recover", "--uri=" + uri, "--json").json();
    ((ObjectNode) document).remove("directory");
    return document;
  }

  @ParameterizedTest
  @EnumSource(
      value = Sample.class,
      names = {"GOOD", "TORN", "ZEROS", "EMPTY"})
  void wholeLog_isCopied_andTheCopyIsClean(Sample sample) throws Exception {
    make(sample);
    Ran ran = Ran.run("copy", from(), "--to=" + to());
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.EXIT_OK);
    assertThat(ran.lastLine()).matches("verified +all of it was read back");
    assertThat(ran.out().contains("left out")).isEqualTo(sample == Sample.TORN);
    assertThat(Ran.run("verify", "--uri=" + to()).lastLine()).isEqualTo("clean");
    JsonNode original = recover(folder.resolve("from").toUri().toString());
    JsonNode copied = recover(to());
    assertThat(copied.get("lastId")).isEqualTo(original.get("lastId"));
    assertThat(copied.get("checkpoint")).isEqualTo(original.get("checkpoint"));
    assertThat(copied.get("entries")).isEqualTo(original.get("entries"));
    try (Directory directory = FsDirectory.open(folder.resolve("to"));
        Log<String> log = Log.open(directory, Codecs.utf8(), OrdersLog.options())) {
      assertThat(log.appendDurable("next")).isEqualTo(original.get("lastId").asLong() + 1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Sample.class,
      names = {"CORRUPT", "HOLE"})
  void damagedLog_isNotCopied_andHalfACopyIsRefused(Sample sample) throws Exception {
    make(sample);
    Ran ran = Ran.run("copy", from(), "--to=" + to());
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_CORRUPT);
    assertThat(ran.err()).startsWith("durability: corrupt: ");
    Ran look = Ran.run("inspect", "--uri=" + to());
    assertThat(look.exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(look.err()).contains("a copy of a log to this place was not finished");
  }

  @Test
  void missingLog_isNotFound_andNothingIsMade() {
    Ran ran = Ran.run("copy", from(), "--to=" + to());
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(ran.err()).startsWith("durability: not found: ");
    assertThat(folder.resolve("to")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(
      value = Sample.class,
      names = {"LIVE_HERE", "LIVE_ELSEWHERE"})
  void liveLog_isCopied_andItsWriterGoesOn(Sample sample) throws Exception {
    AutoCloseable writer = sample.make(folder.resolve("from"));
    Ran ran = Ran.run("copy", from(), "--to=" + to(), "--json");
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.EXIT_OK);
    assertThat(ran.json().get("lastId").asLong()).isEqualTo(OrdersLog.LAST_ID);
    assertThat(Ran.run("verify", "--uri=" + to()).exitCode()).isEqualTo(Main.EXIT_OK);
    Ran claimed = Ran.run("copy", from(), "--to=" + to() + "2", "--claim");
    assertThat(claimed.exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(claimed.err()).startsWith("durability: unavailable: ");
    writer.close();
    assertThat(Ran.run("copy", from(), "--to=" + to() + "2", "--claim").exitCode())
        .isEqualTo(Main.EXIT_OK);
  }

  @Test
  void claim_whereThereIsNoLock_supersedesTheWriter() throws Exception {
    String place = "memory:" + folder.getFileName();
    try (Directory directory = Directories.open(URI.create(place));
        Log<String> log = OrdersLog.write(directory)) {
      assertThat(Ran.run("copy", "--uri=" + place, "--to=" + to(), "--claim").exitCode())
          .isEqualTo(Main.EXIT_OK);
      assertThatThrownBy(() -> log.appendDurable("late")).isInstanceOf(SupersededException.class);
    } catch (SupersededException e) {
      assertThat(e).hasMessageContaining(place);
    }
  }

  @Test
  void anotherLogThere_isLeftAsItIs() throws Exception {
    make(Sample.GOOD);
    Sample.EMPTY.make(folder.resolve("to"));
    Ran ran = Ran.run("copy", from(), "--to=" + to());
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(ran.err()).startsWith("durability: condition not met: there is a log already");
    assertThat(recover(to()).get("lastId").asLong()).isZero();
  }

  @Test
  void interruptedCopy_isRunAgain_andCopiesWhatIsMissing() throws Exception {
    make(Sample.GOOD);
    Ran.run("copy", from(), "--to=" + to());
    // As it is found when the last step but one was not done: the guard, and a segment less.
    try (Directory directory = FsDirectory.open(folder.resolve("to"))) {
      List<FileInfo> segments = directory.list("wal/");
      directory.delete(List.of(segments.get(1).name(), segments.get(segments.size() - 1).name()));
      directory.write(
          FileName.of("frontier/0" + Long.MAX_VALUE),
          ByteBuffer.wrap(logId().getBytes(StandardCharsets.US_ASCII)),
          Condition.absent());
    }
    assertThat(Ran.run("verify", "--uri=" + to()).exitCode()).isEqualTo(Main.EXIT_FAILED);
    Ran again = Ran.run("copy", from(), "--to=" + to());
    assertThat(again.exitCode()).as(again.err()).isEqualTo(Main.EXIT_OK);
    assertThat(again.out()).contains(" were there");
    assertThat(Ran.run("verify", "--uri=" + to()).lastLine()).isEqualTo("clean");
  }

  private String logId() {
    return Ran.run("inspect", from(), "--json").json().get("logId").asText();
  }

  @Test
  void prefixesAndOptions_areOfEachSide() throws Exception {
    make(Sample.GOOD);
    Ran ran = Ran.run("copy", from(), "--to=" + to(), "--to-prefix=shop/orders");
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.EXIT_OK);
    assertThat(folder.resolve("to/shop/orders/wal")).isDirectory();
    Ran wrong = Ran.run("copy", from(), "--to=" + to(), "--to-option=fast=yes");
    assertThat(wrong.exitCode()).isEqualTo(Main.EXIT_USAGE);
    assertThat(wrong.err()).contains("option unknown");
  }

  @Test
  void progress_isShownOnATerminal_only() throws Exception {
    make(Sample.GOOD);
    assertThat(Ran.run("copy", from(), "--to=" + to()).err()).isEmpty();
    Ran ran = Ran.run(Ansi.ON, true, "copy", from(), "--to=" + to() + "2");
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_OK);
    assertThat(ran.err()).contains("copy", "verify");
  }
}
