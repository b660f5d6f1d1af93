package io.durability;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Codecs for plain types. */
public final class Codecs {

  private static final Codec<byte[]> BYTES =
      new Codec<>() {
        @Override
        public ByteBuffer encode(byte[] entry) {
          return ByteBuffer.wrap(entry);
        }

        @Override
        public byte[] decode(ByteBuffer payload) {
          return array(payload);
        }
      };

  private static final Codec<String> UTF_8 =
      new Codec<>() {
        @Override
        public ByteBuffer encode(String entry) throws CharacterCodingException {
          // A new encoder refuses lone surrogates, which String.getBytes would replace by '?'.
          return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(entry));
        }

        @Override
        public String decode(ByteBuffer payload) throws CharacterCodingException {
          // From an array, which the decoder reads several times as fast as a read-only buffer.
          ByteBuffer bytes = ByteBuffer.wrap(array(payload));
          return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        }
      };

  private Codecs() {}

  static byte[] array(ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    return bytes;
  }

  /** Returns the codec of byte arrays, as they are. */
  public static Codec<byte[]> bytes() {
    return BYTES;
  }

  /**
   * Returns the codec of strings in UTF-8. A string with a lone surrogate, or bytes that are not
   * UTF-8, are a {@link CharacterCodingException}.
   */
  public static Codec<String> utf8() {
    return UTF_8;
  }

  /**
   * Returns a codec of a Java record, or of a sealed interface of records, for entries that need no
   * codec of their own:
   *
   * <pre>{@code
   * sealed interface Event permits Opened, Paid {}
   * record Opened(UUID account, String owner, Instant at) implements Event {}
   * record Paid(UUID from, UUID to, long cents, Optional<String> text) implements Event {}
   *
   * Codec<Event> codec = Codecs.records(Event.class);
   * }</pre>
   *
   * <p>A component is a primitive or its box, {@code String}, {@code byte[]}, {@link
   * java.util.UUID}, {@link java.time.Instant}, {@link java.time.Duration}, an enum, such a record
   * or interface, or an {@link java.util.Optional}, {@link java.util.List} or {@link java.util.Map}
   * of these. What is no primitive may be null, also inside a list or map. Lists and maps are read
   * back in the order they had, and cannot be changed. The bytes are compact and documented
   * ("Record payload" in FORMAT.md).
   *
   * <p>What was written is read as long as a record only grows at its end: a component that older
   * bytes do not have becomes zero, {@code false}, an empty {@code Optional}, {@code List} or
   * {@code Map}, or else null, which a compact constructor may replace. Components may be renamed;
   * enum constants and kinds of a sealed interface may be added and moved, but not renamed. Nothing
   * may be removed or moved, and no type changed: such bytes are refused where that can be seen,
   * and where it cannot, values change places. Bytes with more components than the class has are
   * refused: they were written by a newer version.
   *
   * <p>Decoding throws an {@link java.io.IOException} that names component, position, what was
   * expected and found, if the bytes are of another layout, or if a constructor refuses the values.
   * Encoding throws a {@link CharacterCodingException} if a text has a lone surrogate, and an
   * {@link IllegalArgumentException} if records are nested more than 64 deep.
   *
   * <p>A record in a named module that is not exported, or not public, must be opened to the
   * library: {@code opens com.example.events to io.durability.core;}
   *
   * @throws IllegalArgumentException if the class is neither a record nor a sealed interface of
   *     records, if a component is of another type, which the message names, or if its module does
   *     not open it
   */
  public static <R> Codec<R> records(Class<R> type) {
    return RecordPayloads.of(type);
  }
}
