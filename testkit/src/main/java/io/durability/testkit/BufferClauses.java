package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.FileInfo;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clause D16: buffers of every kind, from position to limit, free again on return. */
abstract class BufferClauses extends SealClauses {

  private static final byte[] CONTENT = bytes(5_000, 1);

  /** Marks bytes outside of position and limit, which nobody may read or write. */
  private static final byte OUTSIDE = 0x5a;

  private static final int BEFORE = 13;
  private static final int BEHIND = 7;

  /** Returns writable buffers of every kind with room for so many bytes between the marks. */
  private static Map<String, ByteBuffer> targets(int length) {
    int whole = BEFORE + length + BEHIND;
    Map<String, ByteBuffer> targets = new LinkedHashMap<>();
    targets.put("heap", ByteBuffer.allocate(whole));
    targets.put("direct", ByteBuffer.allocateDirect(whole));
    targets.put("heap slice", ByteBuffer.allocate(whole + 40).slice(17, whole));
    targets.put("direct slice", ByteBuffer.allocateDirect(whole + 40).slice(17, whole));
    targets.put("little-endian", ByteBuffer.allocate(whole).order(ByteOrder.LITTLE_ENDIAN));
    for (ByteBuffer target : targets.values()) {
      for (int i = 0; i < whole; i++) {
        target.put(i, OUTSIDE);
      }
      target.position(BEFORE).limit(BEFORE + length);
    }
    return targets;
  }

  /** Returns buffers of every kind that hold this content from position to limit. */
  private static Map<String, ByteBuffer> sources(byte[] content) {
    Map<String, ByteBuffer> sources = targets(content.length);
    Map<String, ByteBuffer> readOnly = new LinkedHashMap<>();
    sources.forEach(
        (kind, source) -> {
          source.put(BEFORE, content);
          readOnly.put("read-only " + kind, source.asReadOnlyBuffer());
        });
    sources.putAll(readOnly);
    return sources;
  }

  private interface Taker {
    void take(ByteBuffer source) throws Exception;
  }

  private static void assertTaken(Map<String, ByteBuffer> sources, int positionAfter, Taker taker)
      throws Exception {
    for (Map.Entry<String, ByteBuffer> source : sources.entrySet()) {
      ByteBuffer buffer = source.getValue();
      int limit = buffer.limit();
      taker.take(buffer);
      assertThat(buffer.position()).as("position of %s", source.getKey()).isEqualTo(positionAfter);
      assertThat(buffer.limit()).as("limit of %s", source.getKey()).isEqualTo(limit);
    }
  }

  @Test
  @Tag("D16")
  void write_takesEveryKindOfBuffer_andLeavesItsPosition() throws Exception {
    assertTaken(
        sources(CONTENT),
        BEFORE,
        source -> {
          dir.write(name("file"), source, Condition.none());
          assertWhole("file", CONTENT);
          dir.delete(List.of(name("file")));
        });
  }

  @Test
  @Tag("D16")
  void write_conditionNotMet_leavesThePosition() throws Exception {
    put("file", CONTENT);
    ByteBuffer source = ByteBuffer.allocate(6_000).position(BEFORE).limit(BEFORE + CONTENT.length);
    assertNotMet(
        () -> dir.write(name("file"), source, Condition.absent()),
        "file",
        dir.stat(name("file")).map(FileInfo::version));
    assertThat(source.position()).isEqualTo(BEFORE);
    assertThat(source.remaining()).isEqualTo(CONTENT.length);
  }

  @Test
  @Tag("D16")
  void fileWriter_takesEveryKindOfBuffer_andMovesItsPosition() throws Exception {
    assertTaken(
        sources(CONTENT),
        BEFORE + CONTENT.length,
        source -> {
          try (FileWriter writer = dir.create(name("file"))) {
            writer.write(source);
            writer.commit(Condition.none());
          }
          assertWhole("file", CONTENT);
          dir.delete(List.of(name("file")));
        });
  }

  @Test
  @Tag("D16")
  void appender_takesEveryKindOfBuffer_andMovesItsPosition() throws Exception {
    try (Appender appender = dir.append(name("wal/1"))) {
      assertTaken(
          sources(CONTENT),
          BEFORE + CONTENT.length,
          source -> {
            long at = appender.length();
            appender.write(source);
            sync(appender);
            try (FileReader reader = dir.open(name("wal/1"))) {
              assertBytes("appended bytes", range(reader, at, CONTENT.length), CONTENT);
            }
          });
    }
  }

  @Test
  @Tag("D16")
  void reader_fillsEveryKindOfBuffer_andNothingAround() throws Exception {
    put("file", CONTENT);
    try (FileReader reader = dir.open(name("file"))) {
      for (Map.Entry<String, ByteBuffer> each : targets(900).entrySet()) {
        ByteBuffer target = each.getValue();
        reader.read(1_111, target);
        assertThat(target.position()).as(each.getKey()).isEqualTo(BEFORE + 900);
        byte[] expected = new byte[BEFORE + 900 + BEHIND];
        Arrays.fill(expected, OUTSIDE);
        System.arraycopy(CONTENT, 1_111, expected, BEFORE, 900);
        byte[] found = new byte[expected.length];
        target.clear().get(0, found);
        assertBytes(each.getKey(), found, expected);
      }
    }
  }

  @Test
  @Tag("D16")
  void write_bufferReused_contentStays() throws Exception {
    ByteBuffer source = ByteBuffer.wrap(CONTENT.clone());
    dir.write(name("file"), source, Condition.none());
    Arrays.fill(source.array(), (byte) 0);
    assertWhole("file", CONTENT);
  }

  @Test
  @Tag("D16")
  void fileWriter_bufferReusedBeforeCommit_contentStays() throws Exception {
    for (ByteBuffer source :
        new ByteBuffer[] {
          ByteBuffer.allocate(CONTENT.length), ByteBuffer.allocateDirect(CONTENT.length)
        }) {
      try (FileWriter writer = dir.create(name("file"))) {
        writer.write(source.put(0, CONTENT));
        writer.write(source.clear().put(0, new byte[CONTENT.length]));
        writer.commit(Condition.none());
      }
      assertWhole("file", Arrays.copyOf(CONTENT, 2 * CONTENT.length));
    }
  }

  @Test
  @Tag("D16")
  void appender_bufferReusedBeforeSync_contentStays() throws Exception {
    for (ByteBuffer source :
        new ByteBuffer[] {
          ByteBuffer.allocate(CONTENT.length), ByteBuffer.allocateDirect(CONTENT.length)
        }) {
      String file = source.isDirect() ? "wal/1" : "wal/2";
      try (Appender appender = dir.append(name(file))) {
        appender.write(source.put(0, CONTENT));
        source.clear().put(0, new byte[CONTENT.length]);
        sync(appender);
      }
      assertWhole(file, CONTENT);
    }
  }

  @Test
  @Tag("D16")
  void appender_bufferReusedWhileItsSyncIsUnderWay_contentStays() throws Exception {
    byte[] reused = CONTENT.clone();
    try (Appender appender = dir.append(name("wal/1"))) {
      appender.write(buffer(reused));
      CompletableFuture<Long> sync = appender.sync();
      Arrays.fill(reused, (byte) 0);
      await(sync);
    }
    assertWhole("wal/1", CONTENT);
  }

  @Test
  @Tag("D16")
  void buffers_withNothingRemaining_addNothing() throws Exception {
    ByteBuffer empty = ByteBuffer.wrap(CONTENT).position(100).limit(100);
    put("file", CONTENT);
    dir.write(name("file"), empty, Condition.none());
    assertWhole("file", new byte[0]);
    try (FileWriter writer = dir.create(name("file"))) {
      writer.write(empty);
      writer.commit(Condition.none());
    }
    assertWhole("file", new byte[0]);
    try (Appender appender = dir.append(name("wal/1"))) {
      appender.write(empty);
      assertThat(sync(appender)).isZero();
    }
    assertWhole("wal/1", new byte[0]);
  }
}
