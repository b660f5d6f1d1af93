package io.durability;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Payloads of Java records: a byte that tells the layout, then the value. Immutable. */
final class RecordPayloads<R> implements Codec<R> {

  /** How deep records may be nested, which only ones that hold their like can pass. */
  static final int DEPTH_MAX = 64;

  private static final int LAYOUT = 1;

  private final Class<R> type;
  private final ValueCodec root;

  private RecordPayloads(Class<R> type, ValueCodec root) {
    this.type = type;
    this.root = root;
  }

  static <R> RecordPayloads<R> of(Class<R> type) {
    if (!type.isRecord() && !isSealed(type)) {
      throw new IllegalArgumentException(
          "neither a record nor a sealed interface of records [class=" + type.getName() + "]");
    }
    return new RecordPayloads<>(type, new Resolver().ofClass(type, type.getName()));
  }

  @Override
  public ByteBuffer encode(R entry) throws IOException {
    Objects.requireNonNull(entry, "entry");
    ValueOutput out = new ValueOutput();
    out.put(LAYOUT);
    root.write(entry, out);
    return out.toBuffer();
  }

  @Override
  public R decode(ByteBuffer payload) throws IOException {
    ValueInput in = new ValueInput(payload, type);
    int layout = in.get();
    if (layout != LAYOUT) {
      throw in.malformed("layout " + LAYOUT, layout);
    }
    Object value = root.read(in);
    if (value == null) {
      throw in.malformed("a value", "null");
    }
    in.requireEnd();
    return type.cast(value);
  }

  private static boolean isSealed(Class<?> type) {
    return type.isInterface() && type.isSealed();
  }

  /** Finds the codecs of types, those of classes that hold others once. */
  private static final class Resolver {

    private final Map<Class<?>, ValueCodec> known = new HashMap<>();

    /** Returns the codec of a type that stands at a place, which is told if there is none. */
    ValueCodec of(Type declared, String place) {
      if (declared instanceof Class<?> type) {
        return ofClass(type, place);
      }
      if (declared instanceof ParameterizedType type) {
        Type[] of = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
          return new ContainerCodecs.OptionalCodec(of(of[0], place));
        }
        if (type.getRawType() == List.class) {
          return new ContainerCodecs.ListCodec(of(of[0], place));
        }
        if (type.getRawType() == Map.class) {
          return new ContainerCodecs.MapCodec(of(of[0], place), of(of[1], place));
        }
      }
      throw unsupported(declared, place);
    }

    ValueCodec ofClass(Class<?> type, String place) {
      ValueCodec scalar = ScalarCodecs.of(type);
      if (scalar != null) {
        return scalar;
      }
      ValueCodec met = known.get(type);
      if (met != null) {
        return met;
      }
      if (type.isRecord()) {
        return ofRecord(type);
      }
      if (type.isEnum()) {
        return remember(type, new EnumCodec(type));
      }
      if (isSealed(type)) {
        SealedCodec codec = remember(type, new SealedCodec(type));
        addKinds(type, codec, place);
        return codec;
      }
      throw unsupported(type, place);
    }

    private RecordCodec ofRecord(Class<?> type) {
      if (known.get(type) instanceof RecordCodec met) {
        return met;
      }
      RecordCodec codec = remember(type, new RecordCodec(type));
      RecordComponent[] components = type.getRecordComponents();
      for (int i = 0; i < components.length; i++) {
        RecordComponent component = components[i];
        String place = type.getName() + ", component=" + component.getName();
        codec.component(i, of(component.getGenericType(), place));
      }
      return codec;
    }

    private void addKinds(Class<?> type, SealedCodec codec, String place) {
      for (Class<?> kind : type.getPermittedSubclasses()) {
        if (kind.isRecord()) {
          codec.add(kind, ofRecord(kind));
        } else if (isSealed(kind)) {
          addKinds(kind, codec, place);
        } else {
          throw unsupported(kind, place);
        }
      }
    }

    private <C extends ValueCodec> C remember(Class<?> type, C codec) {
      known.put(type, codec);
      return codec;
    }

    private static IllegalArgumentException unsupported(Type type, String place) {
      return new IllegalArgumentException(
          "type that cannot be written [class="
              + place
              + ", expected=a primitive or its box, String, byte[], UUID, Instant, Duration, an"
              + " enum, a record, a sealed interface of records, or Optional, List or Map of"
              + " these, found="
              + type.getTypeName()
              + "]");
    }
  }
}
