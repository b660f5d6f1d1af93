package io.durability;

import java.io.IOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A Java record: how many components were written, then the components in their order. */
final class RecordCodec implements ValueCodec {

  private final Class<?> type;
  private final Constructor<?> constructor;
  private final String[] names;
  private final Method[] accessors;
  private final ValueCodec[] components;

  /** Begins a codec; {@link #component} says what the components are. */
  RecordCodec(Class<?> type) {
    RecordComponent[] found = type.getRecordComponents();
    this.type = type;
    this.names = new String[found.length];
    this.accessors = new Method[found.length];
    this.components = new ValueCodec[found.length];
    for (int i = 0; i < found.length; i++) {
      names[i] = type.getSimpleName() + "." + found[i].getName();
      accessors[i] = found[i].getAccessor();
      open(accessors[i]);
    }
    try {
      constructor =
          type.getDeclaredConstructor(
              Arrays.stream(found).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(
          "record without its canonical constructor [record=" + type.getName() + "]", e);
    }
    open(constructor);
  }

  /** Says what a component is, before the codec is used: a record may hold records like itself. */
  void component(int index, ValueCodec codec) {
    components[index] = codec;
  }

  @Override
  public void write(@Nullable Object value, ValueOutput out) throws IOException {
    if (value == null) {
      out.put(0);
      return;
    }
    out.enter();
    out.putCount(components.length);
    for (int i = 0; i < components.length; i++) {
      components[i].write(get(accessors[i], value), out);
    }
    out.leave();
  }

  @Override
  public @Nullable Object read(ValueInput in) throws IOException {
    in.at(type.getSimpleName());
    long written = in.getVarint() - 1;
    if (written == -1) {
      return null;
    }
    if (written < 0 || written > components.length) {
      throw in.malformed(
          "at most "
              + components.length
              + " components, or a newer version of "
              + type.getSimpleName(),
          Long.toUnsignedString(written));
    }
    in.enter();
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < values.length; i++) {
      in.at(names[i]);
      values[i] = i < written ? components[i].read(in) : components[i].absent();
    }
    in.leave();
    return create(values, in);
  }

  @Override
  public @Nullable Object absent() {
    return null;
  }

  private static @Nullable Object get(Method accessor, Object value) {
    try {
      return accessor.invoke(value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("accessor was opened before: " + accessor, e);
    } catch (InvocationTargetException e) {
      throw unchecked(e);
    }
  }

  private Object create(@Nullable Object[] values, ValueInput in) throws IOException {
    try {
      return constructor.newInstance(values);
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException("constructor was opened before: " + constructor, e);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception refused) {
        in.at(type.getSimpleName());
        IOException malformed = in.malformed("components that its constructor accepts", refused);
        malformed.initCause(refused);
        throw malformed;
      }
      throw unchecked(e);
    }
  }

  /** Accessors declare no checked exception, and an error of either passes as it is. */
  private static RuntimeException unchecked(InvocationTargetException thrown) {
    if (thrown.getCause() instanceof Error error) {
      throw error;
    }
    return thrown.getCause() instanceof RuntimeException e ? e : new IllegalStateException(thrown);
  }

  private void open(AccessibleObject member) {
    if (!member.trySetAccessible()) {
      throw new IllegalArgumentException(
          "record that its module does not open [record="
              + type.getName()
              + ", expected=\"opens "
              + type.getPackageName()
              + " to "
              + RecordCodec.class.getModule().getName()
              + ";\" in module "
              + type.getModule().getName()
              + "]");
    }
  }
}
