package io.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.RecordTypes.Circle;
import io.durability.RecordTypes.Currency;
import io.durability.RecordTypes.Dot;
import io.durability.RecordTypes.Every;
import io.durability.RecordTypes.NewLine;
import io.durability.RecordTypes.NewOrder;
import io.durability.RecordTypes.OldLine;
import io.durability.RecordTypes.OldOrder;
import io.durability.RecordTypes.Point;
import io.durability.RecordTypes.Shape;
import io.durability.RecordTypes.Tree;
import io.durability.RecordTypes.Twice;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Records as payloads: golden bytes, growth, malformed bytes, and types that are refused. */
@SuppressWarnings({"ArrayRecordComponent", "NullOptional"}) // Both are among what is written.
final class RecordPayloadsTest {

  private static byte[] bytes(ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    return bytes;
  }

  private static <R> R roundTrip(Class<R> type, R value) throws IOException {
    Codec<R> codec = Codecs.records(type);
    return codec.decode(codec.encode(value).asReadOnlyBuffer());
  }

  private static <R> R decode(Class<R> type, String hex) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    // Not at the beginning of its buffer: positions in messages are those in the payload.
    ByteBuffer payload = ByteBuffer.allocate(bytes.length + 3).put(3, bytes).position(3);
    return Codecs.records(type).decode(payload);
  }

  @Test
  void golden_isWritten() throws Exception {
    byte[] written = bytes(Codecs.records(Every.class).encode(RecordTypes.every()));
    assertThat(HexFormat.ofDelimiter(" ").formatHex(written))
        .isEqualTo(HexFormat.ofDelimiter(" ").formatHex(RecordTypes.golden()));
  }

  @Test
  void golden_isRead() throws Exception {
    Every read = Codecs.records(Every.class).decode(ByteBuffer.wrap(RecordTypes.golden()));
    assertThat(read).usingRecursiveComparison().isEqualTo(RecordTypes.every());
    assertThat(read.map().keySet()).containsExactly("b", "a");
  }

  @Test
  void extremes_comeBack() throws Exception {
    for (long value : new long[] {0, 1, -1, 63, 64, -64, -65, Long.MAX_VALUE, Long.MIN_VALUE}) {
      record Holder(long plain, Long box) {}
      assertThat(roundTrip(Holder.class, new Holder(value, value)))
          .isEqualTo(new Holder(value, value));
    }
    record Floats(float f, double d) {}
    for (double value : new double[] {0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN}) {
      Floats floats = new Floats((float) value, value);
      assertThat(roundTrip(Floats.class, floats)).isEqualTo(floats);
    }
    record Nothing() {}
    assertThat(roundTrip(Nothing.class, new Nothing())).isEqualTo(new Nothing());
  }

  @Test
  void nulls_comeBack_alsoInsideListsAndMaps() throws Exception {
    record Nullable(
        List<String> list,
        Map<String, Integer> map,
        Optional<String> optional,
        Currency currency,
        Shape shape,
        byte[] bytes) {}
    Nullable all = new Nullable(null, null, null, null, null, null);
    assertThat(roundTrip(Nullable.class, all)).isEqualTo(all);
    List<String> list = Arrays.asList("a", null);
    Map<String, Integer> map = new java.util.HashMap<>();
    map.put(null, 1);
    map.put("a", null);
    Nullable inside = new Nullable(list, map, Optional.empty(), Currency.USD, new Dot(), null);
    assertThat(roundTrip(Nullable.class, inside)).isEqualTo(inside);
  }

  @Test
  void sealedInterface_isItsKinds() throws Exception {
    Shape circle = new Circle(new Point(3, 4), 5);
    assertThat(roundTrip(Shape.class, circle)).isEqualTo(circle);
    assertThat(roundTrip(Shape.class, new Dot())).isEqualTo(new Dot());
    assertThatThrownBy(() -> decode(Shape.class, "01 05 4f 76 61 6c 01"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Circle")
        .hasMessageContaining("found=Oval");
  }

  @Test
  void recordOfItsLike_isNotEndless() throws Exception {
    Tree tree = new Tree("root", List.of(new Tree("leaf", List.of())));
    assertThat(roundTrip(Tree.class, tree)).isEqualTo(tree);
    for (int deep = 1; deep < RecordPayloads.DEPTH_MAX - 1; deep++) {
      tree = new Tree("deep", List.of(tree));
    }
    assertThat(roundTrip(Tree.class, tree)).isEqualTo(tree);
    Tree deeper = new Tree("too deep", List.of(tree));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codecs.records(Tree.class).encode(deeper))
        .withMessageContaining("expected<=64");
    String endless = "01" + "03 01 02".replace(" ", "").repeat(100);
    assertThatThrownBy(() -> decode(Tree.class, endless))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nested at most 64 deep");
  }

  @Test
  void components_addedAtTheEnd_haveDefaultsInOlderBytes() throws Exception {
    ByteBuffer older =
        Codecs.records(OldOrder.class)
            .encode(new OldOrder("tea", List.of(new OldLine(3), new OldLine(4))));
    assertThat(Codecs.records(NewOrder.class).decode(older.duplicate()))
        .isEqualTo(
            new NewOrder(
                "tea",
                List.of(new NewLine(3, false), new NewLine(4, false)),
                0,
                Optional.empty(),
                List.of(),
                Map.of(),
                null,
                Currency.EUR));
  }

  @Test
  void bytes_ofANewerRecord_areRefused() throws Exception {
    ByteBuffer newer = Codecs.records(NewLine.class).encode(new NewLine(3, true));
    assertThatThrownBy(() -> Codecs.records(OldLine.class).decode(newer))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("newer version of OldLine")
        .hasMessageContaining("found=2");
  }

  @Test
  void everyCut_andEveryFlip_isRefused_orAnotherValue() throws Exception {
    Codec<Every> codec = Codecs.records(Every.class);
    byte[] golden = RecordTypes.golden();
    for (int cut = 0; cut < golden.length; cut++) {
      ByteBuffer part = ByteBuffer.wrap(golden, 0, cut);
      assertThatThrownBy(() -> codec.decode(part))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("payload is not a " + Every.class.getName() + " [component=");
    }
    byte[] longer = Arrays.copyOf(golden, golden.length + 1);
    assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(longer)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected=the end, found=1 more bytes");
    for (int at = 0; at < golden.length * 8; at++) {
      byte[] flipped = golden.clone();
      flipped[at / 8] ^= (byte) (1 << (at % 8));
      assertOneEncoding(codec, flipped);
    }
  }

  @Test
  void randomBytes_areRefused_orAValueWithThoseBytes() throws Exception {
    Codec<Every> codec = Codecs.records(Every.class);
    Codec<Tree> trees = Codecs.records(Tree.class);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(40) + 1];
      random.nextBytes(bytes);
      bytes[0] = 1;
      assertOneEncoding(codec, bytes);
      for (int at = 1; at < bytes.length; at++) {
        bytes[at] &= 3;
      }
      assertOneEncoding(trees, bytes);
    }
  }

  /** What can be read has exactly these bytes, unless it is of a shorter, older record. */
  private static <R> void assertOneEncoding(Codec<R> codec, byte[] bytes) throws IOException {
    R value;
    try {
      value = codec.decode(ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      assertThat(e).hasMessageStartingWith("payload is not a ");
      return;
    }
    byte[] again = bytes(codec.encode(value));
    if (again.length == bytes.length) {
      assertThat(again).isEqualTo(bytes);
    } else {
      assertThat(again.length).isGreaterThan(bytes.length);
    }
  }

  @Test
  void hugeCounts_takeNoMemory() {
    record Holder(List<String> list, Map<String, String> map, String text, byte[] bytes) {}
    for (String hex :
        List.of(
            "01 05 ffffffff07",
            "01 05 01 ffffffff07",
            "01 05 01 01 ffffffff07",
            "01 05 01 01 01 ffffffff07",
            "01 05 ffffffffffffffffff01")) {
      assertThatThrownBy(() -> decode(Holder.class, hex))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("expected=at most ");
    }
  }

  @Test
  void malformed_names_component_position_expected_found() {
    assertThatThrownBy(() -> decode(Point.class, "01 03 02"))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "payload is not a "
                + Point.class.getName()
                + " [component=Point.y, position=3, expected=1 more bytes, found=0]");
    assertThatThrownBy(() -> decode(Point.class, "02 03 02 02"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected=layout 1, found=2");
    assertThatThrownBy(() -> decode(Point.class, "01 00"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found=null");
    // Zero in two bytes, a number beyond its type, and one beyond 64 bits.
    for (String y : List.of("8000", "8080808010", "ffffffffffffffffff02")) {
      assertThatThrownBy(() -> decode(Point.class, "01 03 02" + y))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Point.y");
    }
  }

  @Test
  void duplicateKey_nullInOptional_unknownConstant_andBadText_areMalformed() {
    record Holder(Map<Integer, Integer> map, Optional<String> optional, Currency c, String text) {}
    for (String hex :
        List.of(
            "01 05 03 0102 0102 0102 0102 00 00 00",
            "01 05 00 02 00 00 00",
            "01 05 00 00 04 585858 00",
            "01 05 00 00 00 02 ff")) {
      assertThatThrownBy(() -> decode(Holder.class, hex))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("payload is not a ");
    }
  }

  @Test
  void constructor_thatRefuses_isAMalformedPayload() throws Exception {
    record Positive(int value) {
      Positive {
        if (value <= 0) {
          throw new IllegalArgumentException("not positive: " + value);
        }
      }
    }
    assertThat(roundTrip(Positive.class, new Positive(1))).isEqualTo(new Positive(1));
    assertThatThrownBy(() -> decode(Positive.class, "01 02 01"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not positive: -1")
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void encode_refuses_nullAndLoneSurrogates() {
    record Text(String text) {}
    Codec<Text> codec = Codecs.records(Text.class);
    assertThatNullPointerException().isThrownBy(() -> codec.encode(null));
    assertThatThrownBy(() -> codec.encode(new Text("\uD800")))
        .isInstanceOf(CharacterCodingException.class);
  }

  private record Price(BigDecimal amount) {}

  private record Invoice(String number, List<Price> prices) {}

  private record Generic<T>(T value) {}

  private record Wild(List<? extends Number> numbers) {}

  private record Raw(Object any) {}

  private record Sets(Set<String> set) {}

  private record Arrays2(int[] numbers) {}

  private sealed interface Animal permits Dog {}

  private static final class Dog implements Animal {}

  @Test
  void unsupportedTypes_areRefusedAtOnce_namingClassAndComponent() {
    for (Class<?> type : List.of(Price.class, Invoice.class)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Codecs.records(type))
          .withMessageContaining("class=" + Price.class.getName() + ", component=amount")
          .withMessageContaining("found=java.math.BigDecimal");
    }
    for (Class<?> type : List.of(Generic.class, Wild.class, Raw.class, Sets.class, Arrays2.class)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Codecs.records(type))
          .withMessageContaining("class=" + type.getName() + ", component=");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codecs.records(Animal.class))
        .withMessageContaining("Dog");
    for (Class<?> type : List.of(String.class, Currency.class, Runnable.class, Dog.class)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Codecs.records(type))
          .withMessageContaining(type.getName());
    }
  }

  @Test
  void kinds_ofOneSimpleName_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codecs.records(Twice.class))
        .withMessageContaining("name=Same");
  }

  @Test
  void read_listsAndMaps_cannotBeChanged() throws Exception {
    Tree tree = roundTrip(Tree.class, new Tree("a", new ArrayList<>(List.of())));
    assertThatThrownBy(() -> tree.children().add(tree))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
