package io.durability.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Codec;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.LogReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sizes and codecs: L8 and L9. */
abstract class LogLimitClauses extends LogAppendClauses {

  private static final int PAYLOAD_MAX = 1000;

  private static LogOptions limited() {
    return LogOptions.builder().payloadBytesMax(PAYLOAD_MAX).batchBytesMax(4128).build();
  }

  /** Strings that say in their first letter what the codec does with them. */
  private static final class Moody implements Codec<String> {
    @Override
    public ByteBuffer encode(String entry) throws IOException {
      switch (entry) {
        case "checked" -> throw new IOException("encode");
        case "unchecked" -> throw new IllegalStateException("encode");
        case "error" -> throw new StackOverflowError("encode");
        default -> {
          return Codecs.utf8().encode(entry);
        }
      }
    }

    @Override
    public String decode(ByteBuffer payload) throws IOException {
      String entry = Codecs.utf8().decode(payload);
      switch (entry) {
        case "bad" -> throw new IOException("decode");
        case "worse" -> throw new IllegalStateException("decode");
        default -> {
          return entry;
        }
      }
    }
  }

  @Test
  @Tag("L8")
  void append_sizesUpToTheLimit_areKept() throws Exception {
    Log<String> log = openLog(limited());
    for (int length : new int[] {0, 1, 7, 8, 9, PAYLOAD_MAX - 1, PAYLOAD_MAX}) {
      add(log, text(length, length));
    }
    assertRecovered();
    assertThat(readFrom(1)).isEqualTo(model());
  }

  @Test
  @Tag("L8")
  void append_aboveTheLimit_isRefusedAndTheLogUsable() throws Exception {
    Log<String> log = openLog(limited());
    add(log, "a");
    String tooLarge = text(PAYLOAD_MAX + 1, 1);
    assertThatThrownBy(() -> log.append(tooLarge))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1000")
        .hasMessageContaining("1001");
    assertThatThrownBy(() -> log.appendDurable(tooLarge))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> log.appendAll(List.of("fits", tooLarge)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(log.lastId()).isEqualTo(1);
    assertThat(add(log, text(PAYLOAD_MAX, 2))).isEqualTo(2);
    assertRecovered();
  }

  @Test
  @Tag("L8")
  void appendAll_aboveTheLimitTogether_isRefusedAndTheLogUsable() throws Exception {
    Log<String> log = openLog(limited());
    // Four frames of 32 + 1000 bytes are the limit.
    String part = text(PAYLOAD_MAX, 1);
    List<String> fits = List.of(part, part, part, part);
    assertThat(log.appendAll(fits).await()).isEqualTo(4);
    for (int id = 1; id <= 4; id++) {
      note(id, part);
    }
    List<String> tooLarge = new ArrayList<>(fits);
    tooLarge.add("");
    assertThatThrownBy(() -> log.appendAll(tooLarge))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4128");
    assertThat(log.lastId()).isEqualTo(4);
    add(log, "next");
    assertRecovered();
  }

  @Test
  @Tag("L8")
  void open_withALowerLimit_stillReadsLargerEntries() throws Exception {
    Log<String> log = openLog();
    add(log, text(5000, 1));
    log.close();
    Log<String> limited = openLog(limited());
    add(limited, "small");
    assertThatThrownBy(() -> limited.append(text(5000, 2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertRecovered();
  }

  @Test
  @Tag("fault-39")
  @Tag("L9")
  void encode_throws_reachesTheCallerAndLeavesNothing() throws Exception {
    Log<String> log = opened(Log.open(dir, new Moody()));
    add(log, "a");
    assertThatThrownBy(() -> log.append("checked")).isExactlyInstanceOf(IOException.class);
    assertThatThrownBy(() -> log.appendDurable("unchecked"))
        .isExactlyInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> log.append("error")).isInstanceOf(StackOverflowError.class);
    assertThatThrownBy(() -> log.appendAll(List.of("fits", "checked", "fits")))
        .isExactlyInstanceOf(IOException.class);
    assertThat(log.lastId()).isEqualTo(1);
    assertThat(add(log, "b")).isEqualTo(2);
    assertRecovered();
  }

  @Test
  @Tag("fault-39")
  @Tag("L9")
  void decode_throws_endsTheRecoveryAndHarmsNothing() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    add(log, "bad");
    add(log, "b");
    var before = files();
    assertThatThrownBy(() -> recovery(dir, new Moody()).latest())
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("decode");
    try (LogReader<String> reader = LogReader.open(dir, new Moody(), 1, LogReader.Extent.WRITTEN)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.entry()).isEqualTo("a");
      assertThat(reader.next()).isTrue();
      assertThatThrownBy(reader::entry).hasMessage("decode");
      assertThat(reader.next()).as("the one after it").isTrue();
      assertThat(reader.id()).isEqualTo(3);
      assertThat(reader.entry()).isEqualTo("b");
    }
    assertThat(files()).isEqualTo(before);
    add(log, "c");
    assertRecovered();
  }

  @Test
  @Tag("L9")
  void decode_throwsInAClaim_leavesTheLogAsItWas() throws Exception {
    var recovered = recovery(dir, new Moody()).latest();
    Log<String> other = openLog();
    add(other, "worse");
    other.close();
    List<String> before = segments();
    assertThatThrownBy(() -> recovered.claim(LogOptions.defaults()))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("decode");
    assertThat(segments()).isEqualTo(before);
    assertRecovered();
  }

  @Test
  @Tag("L1")
  void append_entryChangedAfterReturn_keepsWhatItWas() throws Exception {
    Log<byte[]> log = opened(Log.open(dir, Codecs.bytes()));
    byte[] entry = "before".getBytes(UTF_8);
    long first = log.append(entry).id();
    note(first, "before");
    Arrays.fill(entry, (byte) 'x');
    log.appendAll(List.of(entry)).await();
    Arrays.fill(entry, (byte) 'y');
    note(2, "xxxxxx");
    log.sync();
    assertRecovered();
  }

  @Test
  @Tag("L3")
  void append_entryChangedMeanwhile_neverLooksLikeDamage() throws Exception {
    Log<byte[]> log = opened(Log.open(dir, Codecs.bytes()));
    byte[] entry = new byte[64 << 10];
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Integer> changes = new CompletableFuture<>();
    thread(
            () -> {
              int count = 0;
              while (!stop.get()) {
                entry[count++ % entry.length]++;
              }
              changes.complete(count);
            })
        .start();
    for (int i = 0; i < 200; i++) {
      assertThat(log.append(entry).id()).isEqualTo(i + 1);
    }
    stop.set(true);
    assertThat(changes.join()).isPositive();
    log.close();
    int read = 0;
    try (LogReader<byte[]> reader =
        LogReader.open(dir, Codecs.bytes(), 1, LogReader.Extent.WRITTEN)) {
      while (reader.next()) {
        assertThat(reader.entry()).hasSize(entry.length);
        read++;
      }
    }
    assertThat(read).isEqualTo(200);
  }

  @Test
  @Tag("L9")
  void encode_anyKindOfBuffer_isTakenFromPositionToLimit() throws Exception {
    ByteBuffer shared = ByteBuffer.allocateDirect(100);
    Codec<String> codec =
        new Codec<>() {
          @Override
          public ByteBuffer encode(String entry) {
            byte[] bytes = entry.getBytes(UTF_8);
            shared.clear().position(3);
            shared.put(bytes).flip().position(3);
            return entry.startsWith("r") ? shared.asReadOnlyBuffer() : shared;
          }

          @Override
          public String decode(ByteBuffer payload) {
            assertThat(payload.isReadOnly()).isTrue();
            return UTF_8.decode(payload).toString();
          }
        };
    Log<String> log = opened(Log.open(dir, codec));
    add(log, "direct");
    add(log, "read-only");
    log.append("one");
    log.append("buffer").await();
    note(3, "one");
    note(4, "buffer");
    assertThat(recovery(dir, codec).latest().state()).isEqualTo(model());
  }
}
