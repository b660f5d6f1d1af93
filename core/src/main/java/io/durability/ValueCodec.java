package io.durability;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes and reads one kind of value inside a payload of {@link RecordPayloads}. Immutable. */
interface ValueCodec {

  /** Writes a value of the kind. */
  void write(@Nullable Object value, ValueOutput out) throws IOException;

  /** Reads a value of the kind. */
  @Nullable Object read(ValueInput in) throws IOException;

  /** Returns what stands for a component that older bytes do not have. */
  @Nullable Object absent();
}
