package io.durability;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Records that the tests write, and the golden bytes of one. */
final class RecordTypes {

  enum Currency {
    USD,
    EUR
  }

  record Point(int x, int y) {}

  sealed interface Shape permits Circle, Dot {}

  record Circle(Point centre, long radius) implements Shape {}

  record Dot() implements Shape {}

  record Tree(String name, List<Tree> children) {}

  /** A component of every kind. */
  @SuppressWarnings("ArrayRecordComponent") // Bytes are among what is written.
  record Every(
      boolean aBoolean,
      byte aByte,
      short aShort,
      char aChar,
      int anInt,
      long aLong,
      float aFloat,
      double aDouble,
      Long aBox,
      Long noBox,
      String text,
      String noText,
      String emptyText,
      byte[] bytes,
      UUID id,
      Instant instant,
      Duration duration,
      Currency currency,
      Optional<String> optional,
      Optional<String> noOptional,
      List<Integer> list,
      Map<String, Long> map,
      Point point,
      Point noPoint,
      List<Shape> shapes) {}

  /** A record, and the one that it grew to. */
  record OldOrder(String item, List<OldLine> lines) {}

  record OldLine(int count) {}

  record NewOrder(
      String item,
      List<NewLine> lines,
      int priority,
      Optional<String> note,
      List<String> tags,
      Map<String, String> labels,
      Long box,
      Currency currency) {
    NewOrder {
      currency = currency == null ? Currency.EUR : currency;
    }
  }

  record NewLine(int count, boolean gift) {}

  sealed interface Twice permits One.Same, Two.Same {}

  static final class One {
    record Same() implements Twice {}
  }

  static final class Two {
    record Same() implements Twice {}
  }

  private RecordTypes() {}

  static Every every() {
    Map<String, Long> map = new LinkedHashMap<>();
    map.put("b", 2L);
    map.put("a", 1L);
    return new Every(
        true,
        (byte) -1,
        Short.MIN_VALUE,
        '\u20ac',
        300,
        Long.MIN_VALUE,
        1.5f,
        -0.1,
        7L,
        null,
        "h\u00e9",
        null,
        "",
        new byte[] {0, 1, (byte) 255},
        UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
        Instant.EPOCH.minusNanos(1),
        Duration.ofHours(1).plusNanos(5),
        Currency.EUR,
        Optional.of("x"),
        Optional.empty(),
        Arrays.asList(1, null),
        map,
        new Point(1, -2),
        null,
        List.of(new Circle(new Point(0, 0), 64), new Dot()));
  }

  /** Returns the bytes of {@link #every}, derived by hand. */
  static byte[] golden() throws IOException {
    StringBuilder hex = new StringBuilder();
    try (InputStream in = RecordTypes.class.getResourceAsStream("/record-payload/every.hex")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
        hex.append(line.split(" {2,}", 3)[1].replace(" ", ""));
      }
    }
    return HexFormat.of().parseHex(hex);
  }
}
