package io.durability;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record of one of the kinds that a sealed interface permits: its simple name, then itself. */
final class SealedCodec implements ValueCodec {

  private final Class<?> type;
  private final Map<String, RecordCodec> kinds = new LinkedHashMap<>();

  SealedCodec(Class<?> type) {
    this.type = type;
  }

  /** Adds a kind, before the codec is used. */
  void add(Class<?> kind, RecordCodec codec) {
    RecordCodec other = kinds.put(kind.getSimpleName(), codec);
    if (other != null && other != codec) {
      throw new IllegalArgumentException(
          "two records of one simple name [interface="
              + type.getName()
              + ", name="
              + kind.getSimpleName()
              + "]");
    }
  }

  @Override
  public void write(@Nullable Object value, ValueOutput out) throws IOException {
    if (value == null) {
      out.put(0);
      return;
    }
    String name = value.getClass().getSimpleName();
    RecordCodec codec = kinds.get(name);
    if (codec == null) {
      throw new IllegalStateException("not one of " + kinds.keySet() + ": " + name);
    }
    out.putText(name);
    codec.write(value, out);
  }

  @Override
  public @Nullable Object read(ValueInput in) throws IOException {
    int count = in.getCount();
    if (count < 0) {
      return null;
    }
    String name = in.getText(count);
    RecordCodec codec = kinds.get(name);
    if (codec == null) {
      throw in.malformed("one of " + kinds.keySet(), name);
    }
    Object value = codec.read(in);
    if (value == null) {
      throw in.malformed("a " + name, "null");
    }
    return value;
  }

  @Override
  public @Nullable Object absent() {
    return null;
  }
}
