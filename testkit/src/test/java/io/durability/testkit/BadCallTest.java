package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.RecordLog;
import io.durability.RecordReader;
import io.durability.errors.ConditionNotMetException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Directories;
import io.durability.storage.FileName;
import io.durability.storage.MemoryDirectory;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Calls that must be refused: each with its type of exception and a message that tells what was
 * wrong, and nothing in the directory changes. The damaged files are in {@link BadInputTest}.
 */
final class BadCallTest extends LogFixture {

  private static final LogOptions OPTIONS =
      LogOptions.builder()
          .payloadBytesMax(100)
          .batchBytesMax(4096)
          .idleWatermark(Duration.ZERO)
          .build();

  private Log<String> log;

  @Override
  protected MemoryDirectory open() {
    return new MemoryDirectory();
  }

  @BeforeEach
  void writeLog() throws Exception {
    log = openLog(OPTIONS);
    add(log, "a");
    publish(log);
    add(log, "b");
  }

  private record Row(
      String what, ThrowingCallable call, Class<? extends Exception> type, String message) {}

  private void check(List<Row> rows) throws Exception {
    for (Row row : rows) {
      Map<String, ByteBuffer> before = files();
      Throwable thrown = catchThrowable(row.call());
      assertThat(thrown)
          .as(row.what())
          .isInstanceOf(row.type())
          .hasMessageContaining(row.message());
      assertThat(files()).as(row.what() + ", afterwards").isEqualTo(before);
    }
  }

  private static Row argument(String what, String message, ThrowingCallable call) {
    return new Row(what, call, IllegalArgumentException.class, message);
  }

  private static Row closed(String what, ThrowingCallable call) {
    return new Row(what, call, IllegalStateException.class, "closed");
  }

  @Test
  void oversized_isRefused_andTheLogUsable() throws Exception {
    String large = text(101, 1);
    List<String> batch = java.util.Collections.nCopies(40, text(100, 2));
    check(
        List.of(
            argument("entry", "payloadBytesMax, expected<=100, found=101", () -> log.append(large)),
            argument("durable entry", "entry=4", () -> log.appendDurable(large)),
            argument("in a batch", "found=101", () -> log.appendAll(List.of("c", large))),
            argument("batch", "batchBytesMax, expected<=4096", () -> log.appendAll(batch)),
            argument("empty batch", "found=0", () -> log.appendAll(List.of()))));
    add(log, "c");
    assertRecovered();
  }

  @Test
  void publishOfAnIdNotAllowed_isRefused_andTheLogUsable() throws Exception {
    check(
        List.of(
            argument("not there", "lastId=99, durable=3", () -> publish(99)),
            argument("negative", "lastId=-1", () -> publish(-1)),
            argument("covered", "lastId=1, newest=1", () -> publish(1)),
            argument("below", "lastId=0, newest=1", () -> publish(0))));
    publish(log);
    assertRecovered();
  }

  private void publish(long lastId) throws Exception {
    assertThat(PUBLISHER.publish(log, model(), lastId)).isNull();
  }

  @Test
  void badNames_areRefused() throws Exception {
    String taken = checkpoints().get(0);
    dir.write(name("mine"), buffer(bytes(1, 1)), io.durability.storage.Condition.none());
    check(
        List.of(
            argument("empty name", "invalid file name", () -> FileName.of("")),
            argument("parent", "invalid file name", () -> FileName.of("checkpoints/../wal")),
            argument("absolute", "invalid file name", () -> FileName.of("/mine")),
            argument("character", "position=4", () -> FileName.of("mine\u0000")),
            argument("long name", "too long", () -> FileName.of("a/".repeat(600) + "a")),
            argument("segment's name", "log's own files", () -> publishAs("wal/mine")),
            argument("frontier's name", "log's own files", () -> publishAs("frontier/mine")),
            argument("checkpoint's name", "log's own files", () -> publishAs(taken)),
            new Row("taken name", () -> publishAs("mine"), ConditionNotMetException.class, "mine"),
            argument("record log", "../audit", () -> records("../audit")),
            argument("record log, empty", "name", () -> records("")),
            argument("scheme missing", "scheme", () -> Directories.open(URI.create("orders"))),
            new Row(
                "scheme unknown",
                () -> Directories.open(URI.create("nosuch:orders")),
                UnsupportedException.class,
                "no provider")));
    add(log, "c");
    assertRecovered();
  }

  private void publishAs(String name) throws Exception {
    assertThat(PUBLISHER.publish(log, model(), log.durableId(), name(name))).isNull();
  }

  private void records(String name) throws Exception {
    RecordLog.open(dir, name, Codecs.utf8()).close();
  }

  @Test
  void badIds_areRefused() throws Exception {
    check(
        List.of(
            argument("read from 0", "expected>=1, found=0", () -> log.read(0)),
            argument(
                "reader from 0", "found=0", () -> LogReader.open(dir, Codecs.utf8(), 0).close()),
            argument(
                "records from -1",
                "found=-1",
                () -> RecordReader.open(dir, "audit", Codecs.utf8(), -1).close()),
            argument("up to -1", "expected>=0, found=-1", () -> recovery().upTo(-1)),
            new Row(
                "claim of an earlier state",
                () -> recovery().upTo(1).claim(OPTIONS),
                IllegalStateException.class,
                "cannot be claimed")));
  }

  @Test
  void useAfterClose_isRefused() throws Exception {
    log.close();
    check(
        List.of(
            closed("append", () -> log.append("c")),
            closed("append durable", () -> log.appendDurable("c")),
            closed("append all", () -> log.appendAll(List.of("c", "d"))),
            closed("sync", log::sync),
            closed("read", () -> log.read(1)),
            closed("publish", () -> publish(log)),
            closed("truncate", log::truncate)));
    log.close();
    assertRecovered();
  }

  @Test
  void useAfterTheDirectoryWasClosed_isRefused() throws Exception {
    Map<String, ByteBuffer> before = files();
    MemoryDirectory closing = MemoryDirectory.named("bad-calls");
    try (Log<String> other = Log.open(closing, Codecs.utf8(), OPTIONS)) {
      assertThat(other.appendDurable("a")).isEqualTo(1);
    }
    closing.close();
    check(
        List.of(
            closed("open", () -> Log.open(closing, Codecs.utf8(), OPTIONS)),
            closed("recover", () -> recovery(closing).latest()),
            closed("read", () -> LogReader.open(closing, Codecs.utf8(), 1).next())));
    MemoryDirectory.drop("bad-calls");
    assertThat(files()).isEqualTo(before);
  }
}
