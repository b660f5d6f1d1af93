package io.durability;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values that hold others: optionals, lists and maps. What is read cannot be changed. */
final class ContainerCodecs {

  /** Room is made for no more than this before values are there to fill it. */
  private static final int ROOM_AT_FIRST = 1024;

  private ContainerCodecs() {}

  /** An optional: 0 for null, 1 for empty, 2 for a value, which follows. */
  record OptionalCodec(ValueCodec value) implements ValueCodec {

    @Override
    public void write(@Nullable Object optional, ValueOutput out) throws IOException {
      if (optional == null) {
        out.put(0);
        return;
      }
      Object held = ((Optional<?>) optional).orElse(null);
      out.put(held == null ? 1 : 2);
      if (held != null) {
        value.write(held, out);
      }
    }

    @Override
    public @Nullable Object read(ValueInput in) throws IOException {
      int mark = in.getMark(2);
      if (mark < 2) {
        return mark == 0 ? null : Optional.empty();
      }
      Object found = value.read(in);
      if (found == null) {
        throw in.malformed("the value of an optional", "null");
      }
      return Optional.of(found);
    }

    @Override
    public Object absent() {
      return Optional.empty();
    }
  }

  /** A list: how many, then the values. */
  record ListCodec(ValueCodec value) implements ValueCodec {

    @Override
    public void write(@Nullable Object list, ValueOutput out) throws IOException {
      if (list == null) {
        out.put(0);
        return;
      }
      // A copy: the count must be that of the values, whatever another thread does to the list.
      Object[] values = ((List<?>) list).toArray();
      out.putCount(values.length);
      for (Object each : values) {
        value.write(each, out);
      }
    }

    @Override
    public @Nullable Object read(ValueInput in) throws IOException {
      int count = in.getCount();
      if (count < 0) {
        return null;
      }
      List<@Nullable Object> values = new ArrayList<>(Math.min(count, ROOM_AT_FIRST));
      for (int i = 0; i < count; i++) {
        values.add(value.read(in));
      }
      return Collections.unmodifiableList(values);
    }

    @Override
    public Object absent() {
      return List.of();
    }
  }

  /** A map: how many, then keys and values in the order of the map. */
  record MapCodec(ValueCodec key, ValueCodec value) implements ValueCodec {

    @Override
    public void write(@Nullable Object map, ValueOutput out) throws IOException {
      if (map == null) {
        out.put(0);
        return;
      }
      List<Map.Entry<?, ?>> values = new ArrayList<>(((Map<?, ?>) map).entrySet());
      out.putCount(values.size());
      for (Map.Entry<?, ?> each : values) {
        key.write(each.getKey(), out);
        value.write(each.getValue(), out);
      }
    }

    @Override
    public @Nullable Object read(ValueInput in) throws IOException {
      int count = in.getCount();
      if (count < 0) {
        return null;
      }
      Map<@Nullable Object, @Nullable Object> values = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        Object each = key.read(in);
        Object of = value.read(in);
        if (values.containsKey(each)) {
          throw in.malformed("each key once", String.valueOf(each));
        }
        values.put(each, of);
      }
      return Collections.unmodifiableMap(values);
    }

    @Override
    public Object absent() {
      return Map.of();
    }
  }
}
