package io.durability.cli;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How bytes are shown. */
enum Encoding {
  /** As text. */
  UTF8,
  /** Two digits a byte. */
  HEX,
  /** As in RFC 4648. */
  BASE64;

  private static final int CONTINUATION_MASK = 0xC0;
  private static final int CONTINUATION = 0x80;

  /** The most bytes that follow the first of a character. */
  private static final int CONTINUATIONS_MAX = 3;

  /** Returns the word for it on the command line and in JSON. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns bytes in this encoding, or null if they are not text and that is wanted. */
  @Nullable String encode(ByteBuffer bytes) {
    return switch (this) {
      case UTF8 -> utf8(bytes);
      case HEX -> HexFormat.of().formatHex(array(bytes));
      case BASE64 -> Base64.getEncoder().encodeToString(array(bytes));
    };
  }

  /** Returns how many of the first bytes can be shown: a character is not cut in two. */
  int cut(ByteBuffer bytes, int most) {
    if (bytes.remaining() <= most) {
      return bytes.remaining();
    }
    int cut = most;
    if (this == UTF8) {
      int back = 0;
      while (cut > 0 && back <= CONTINUATIONS_MAX && continues(bytes.get(bytes.position() + cut))) {
        cut--;
        back++;
      }
      // Longer than any character: it is no text, so anywhere will do.
      cut = back > CONTINUATIONS_MAX ? most : cut;
    }
    return cut;
  }

  private static boolean continues(byte following) {
    return (following & CONTINUATION_MASK) == CONTINUATION;
  }

  private static @Nullable String utf8(ByteBuffer bytes) {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate());
      return text.toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static byte[] array(ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.duplicate().get(array);
    return array;
  }
}
