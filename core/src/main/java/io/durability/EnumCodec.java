package io.durability;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A constant by its name, so that constants may be added and moved. */
final class EnumCodec implements ValueCodec {

  private final Class<?> type;
  private final Map<String, Object> constants = new HashMap<>();

  EnumCodec(Class<?> type) {
    this.type = type;
    for (Object constant : type.getEnumConstants()) {
      constants.put(((Enum<?>) constant).name(), constant);
    }
  }

  @Override
  public void write(@Nullable Object value, ValueOutput out) throws IOException {
    if (value == null) {
      out.put(0);
    } else {
      out.putText(((Enum<?>) value).name());
    }
  }

  @Override
  public @Nullable Object read(ValueInput in) throws IOException {
    int count = in.getCount();
    if (count < 0) {
      return null;
    }
    String name = in.getText(count);
    Object constant = constants.get(name);
    if (constant == null) {
      throw in.malformed("a constant of " + type.getName(), name);
    }
    return constant;
  }

  @Override
  public @Nullable Object absent() {
    return null;
  }
}
