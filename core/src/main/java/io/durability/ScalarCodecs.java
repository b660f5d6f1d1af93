package io.durability;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The values that hold no others: primitives, their boxes, texts, bytes, ids and times. */
final class ScalarCodecs {

  private static final int NANOS_MAX = 999_999_999;
  private static final Map<Class<?>, ValueCodec> ALL = all();

  private ScalarCodecs() {}

  /** Returns the codec of a type, or null if it is no scalar. */
  static @Nullable ValueCodec of(Class<?> type) {
    return ALL.get(type);
  }

  private interface Writer<T> {
    void write(T value, ValueOutput out) throws IOException;
  }

  private interface Reader<T> {
    T read(ValueInput in) throws IOException;
  }

  /** A value that is never null. */
  private record Plain<T>(Class<T> box, T absent, Writer<T> writer, Reader<T> reader)
      implements ValueCodec {

    @Override
    public void write(@Nullable Object value, ValueOutput out) throws IOException {
      writer.write(box.cast(Objects.requireNonNull(value)), out);
    }

    @Override
    public Object read(ValueInput in) throws IOException {
      return reader.read(in);
    }
  }

  /** A value behind a mark: 0 for null, 1 for a value. */
  private record Marked<T>(Class<T> type, Writer<T> writer, Reader<T> reader)
      implements ValueCodec {

    @Override
    public void write(@Nullable Object value, ValueOutput out) throws IOException {
      out.put(value == null ? 0 : 1);
      if (value != null) {
        writer.write(type.cast(value), out);
      }
    }

    @Override
    public @Nullable Object read(ValueInput in) throws IOException {
      return in.getMark(1) == 0 ? null : reader.read(in);
    }

    @Override
    public @Nullable Object absent() {
      return null;
    }
  }

  /** Text, or bytes, behind their count. */
  private record Counted(boolean isText) implements ValueCodec {

    @Override
    public void write(@Nullable Object value, ValueOutput out) throws IOException {
      if (value == null) {
        out.put(0);
      } else if (isText) {
        out.putText((String) value);
      } else {
        byte[] bytes = (byte[]) value;
        out.putCount(bytes.length);
        out.put(bytes);
      }
    }

    @Override
    public @Nullable Object read(ValueInput in) throws IOException {
      int count = in.getCount();
      if (count < 0) {
        return null;
      }
      return isText ? in.getText(count) : in.get(count);
    }

    @Override
    public @Nullable Object absent() {
      return null;
    }
  }

  private static Map<Class<?>, ValueCodec> all() {
    Map<Class<?>, ValueCodec> all = new HashMap<>();
    both(
        all,
        boolean.class,
        new Plain<>(Boolean.class, false, (v, out) -> out.put(v ? 1 : 0), in -> in.getMark(1) > 0));
    both(
        all,
        byte.class,
        new Plain<>(Byte.class, (byte) 0, (v, out) -> out.put(v), in -> (byte) in.get()));
    both(
        all,
        char.class,
        new Plain<>(
            Character.class,
            (char) 0,
            (v, out) -> out.putVarint(v),
            in -> (char) in.getVarint(Character.MAX_VALUE)));
    both(
        all,
        short.class,
        new Plain<>(
            Short.class,
            (short) 0,
            (v, out) -> out.putZigzag(v),
            in -> (short) in.getZigzag(Short.MIN_VALUE, Short.MAX_VALUE)));
    both(
        all,
        int.class,
        new Plain<>(
            Integer.class,
            0,
            (v, out) -> out.putZigzag(v),
            in -> (int) in.getZigzag(Integer.MIN_VALUE, Integer.MAX_VALUE)));
    both(
        all,
        long.class,
        new Plain<>(
            Long.class,
            0L,
            (v, out) -> out.putZigzag(v),
            in -> in.getZigzag(Long.MIN_VALUE, Long.MAX_VALUE)));
    both(
        all,
        float.class,
        new Plain<>(
            Float.class,
            0f,
            (v, out) -> out.putFixed(Float.floatToRawIntBits(v), 4),
            in -> Float.intBitsToFloat((int) in.getFixed(4))));
    both(
        all,
        double.class,
        new Plain<>(
            Double.class,
            0d,
            (v, out) -> out.putFixed(Double.doubleToRawLongBits(v), 8),
            in -> Double.longBitsToDouble(in.getFixed(8))));
    all.put(String.class, new Counted(true));
    all.put(byte[].class, new Counted(false));
    all.put(UUID.class, new Marked<>(UUID.class, ScalarCodecs::putId, ScalarCodecs::getId));
    all.put(
        Instant.class,
        new Marked<>(
            Instant.class,
            (v, out) -> putTime(v.getEpochSecond(), v.getNano(), out),
            in ->
                Instant.ofEpochSecond(
                    in.getZigzag(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()),
                    in.getVarint(NANOS_MAX))));
    all.put(
        Duration.class,
        new Marked<>(
            Duration.class,
            (v, out) -> putTime(v.getSeconds(), v.getNano(), out),
            in ->
                Duration.ofSeconds(
                    in.getZigzag(Long.MIN_VALUE, Long.MAX_VALUE), in.getVarint(NANOS_MAX))));
    return Map.copyOf(all);
  }

  private static <T> void both(Map<Class<?>, ValueCodec> all, Class<?> primitive, Plain<T> plain) {
    all.put(primitive, plain);
    all.put(plain.box(), new Marked<>(plain.box(), plain.writer(), plain.reader()));
  }

  private static void putId(UUID id, ValueOutput out) {
    ByteBuffer bytes = ByteBuffer.allocate(16);
    out.put(
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).array());
  }

  private static UUID getId(ValueInput in) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(in.get(16));
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  private static void putTime(long seconds, int nanos, ValueOutput out) {
    out.putZigzag(seconds);
    out.putVarint(nanos);
  }
}
