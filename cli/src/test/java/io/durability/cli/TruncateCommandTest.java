package io.durability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.durability.Log;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one command that changes something: when it does, what, and when it does not. */
final class TruncateCommandTest {

  @TempDir private Path folder;

  @Test
  void yes_deletesWhatTwoCheckpointsCover_andSaysSo() throws Exception {
    Sample.GOOD.make(folder);
    JsonNode before = Ran.run("recover", uri(), "--json").json();
    Ran ran = Ran.run("truncate", uri(), "--yes");
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.EXIT_OK);
    assertThat(ran.lastLine()).matches("deleted +1 segment, [0-9,]+ bytes");
    assertThat(segments()).hasSize(OrdersLog.SEGMENTS - 1);
    assertThat(Ran.run("recover", uri(), "--json").json()).isEqualTo(before);
    assertThat(Ran.run("verify", uri()).exitCode()).isEqualTo(Main.EXIT_OK);
    assertThat(Ran.run("recover", uri(), "--to=3").err()).startsWith("durability: truncated: ");
    assertThat(Ran.run("truncate", uri(), "--yes").out()).contains("is covered by all of them");
  }

  @Test
  void json_tellsWhatWasDeleted() throws Exception {
    Sample.GOOD.make(folder);
    JsonNode done = Ran.run("truncate", uri(), "--yes", "--keep=1", "--json").json();
    assertThat(done.get("outcome").asText()).isEqualTo("deleted");
    assertThat(done.get("segmentsDeleted").asInt()).isEqualTo(2);
    assertThat(done.get("covered")).hasSize(2);
    assertThat(done.get("bytesDeleted").asLong()).isEqualTo(done.get("coveredBytes").asLong());
  }

  @Test
  void withoutATerminal_yesIsNeeded() throws Exception {
    Sample.GOOD.make(folder);
    Ran ran = Ran.run("truncate", uri());
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_BROKEN);
    assertThat(ran.err()).contains("nothing was deleted: confirm with --yes");
    assertThat(Ran.run("truncate", uri(), "--json").json().get("outcome").asText())
        .isEqualTo("unconfirmed");
    assertThat(Ran.run("truncate", uri(), "--json", "--dry-run").json().get("outcome").asText())
        .isEqualTo("planned");
    assertThat(segments()).hasSize(OrdersLog.SEGMENTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "n", "yep"})
  void onATerminal_anyOtherAnswer_deletesNothing(String answer) throws Exception {
    Sample.GOOD.make(folder);
    assertThat(Ran.answering(answer, "truncate", uri()).lastLine())
        .isEqualTo("nothing was deleted");
    assertThat(segments()).hasSize(OrdersLog.SEGMENTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"y", "YES "})
  void onATerminal_yes_deletes(String answer) throws Exception {
    Sample.GOOD.make(folder);
    assertThat(Ran.answering(answer, "truncate", uri()).exitCode()).isEqualTo(Main.EXIT_OK);
    assertThat(segments()).hasSize(OrdersLog.SEGMENTS - 1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Sample.class,
      names = {"LIVE_HERE", "LIVE_ELSEWHERE"})
  void whileAWriterHoldsTheLock_itIsRefused_andTheWriterGoesOn(Sample sample) throws Exception {
    AutoCloseable writer = sample.make(folder);
    Ran ran = Ran.run("truncate", uri(), "--yes");
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(ran.err()).startsWith("durability: unavailable: ");
    assertThat(segments()).hasSize(OrdersLog.SEGMENTS);
    writer.close();
    assertThat(Ran.run("verify", uri()).exitCode()).isEqualTo(Main.EXIT_OK);
    assertThat(Ran.run("truncate", uri(), "--yes").exitCode()).isEqualTo(Main.EXIT_OK);
  }

  @Test
  void whereThereIsNoLock_theWriterGoesOn() throws Exception {
    String place = "memory:" + folder.getFileName();
    try (Directory directory = Directories.open(URI.create(place));
        Log<String> log = OrdersLog.write(directory)) {
      assertThat(Ran.run("truncate", "--uri=" + place, "--yes").exitCode()).isEqualTo(Main.EXIT_OK);
      log.appendDurable("still the writer");
      assertThat(Ran.run("verify", "--uri=" + place).exitCode()).isEqualTo(Main.EXIT_OK);
    }
  }

  @ParameterizedTest
  @CsvSource({"TORN, 0, 3", "ZEROS, 0, 3", "EMPTY, 0, 1", "CORRUPT, 0, 3", "HOLE, 0, 3"})
  void otherLogs_recoverAsBefore(Sample sample, int exitCode, int segmentsLeft) throws Exception {
    sample.make(folder);
    JsonNode before = Ran.run("recover", uri(), "--json").json();
    assertThat(Ran.run("truncate", uri(), "--yes").exitCode()).isEqualTo(exitCode);
    assertThat(segments()).hasSize(segmentsLeft);
    assertThat(Ran.run("recover", uri(), "--json").json()).isEqualTo(before);
  }

  @Test
  void missingLog_isNotCreated() {
    Path missing = folder.resolve("missing");
    Ran ran = Ran.run("truncate", "--uri=" + missing.toUri(), "--yes");
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_FAILED);
    assertThat(missing).doesNotExist();
  }

  @Test
  void keep_outOfRange_isAUsageError() throws Exception {
    Sample.GOOD.make(folder);
    Ran ran = Ran.run("truncate", uri(), "--keep=0", "--yes");
    assertThat(ran.exitCode()).isEqualTo(Main.EXIT_USAGE);
    assertThat(ran.err()).contains("expected=1 to 16, found=0");
  }

  private String uri() {
    return "--uri=" + folder.toUri();
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("wal"))) {
      return files.toList();
    }
  }
}
