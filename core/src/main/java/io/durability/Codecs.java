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
          byte[] entry = new byte[payload.remaining()];
          payload.get(entry);
          return entry;
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
          return StandardCharsets.UTF_8.newDecoder().decode(payload).toString();
        }
      };

  private Codecs() {}

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
}
