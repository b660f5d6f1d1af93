package io.durability.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how payloads are shown, and the showing. */
final class Payloads {

  /** Takes {@code --as} in lower case, as its help shows it. */
  static final class Converter implements picocli.CommandLine.ITypeConverter<Encoding> {
    @Override
    public Encoding convert(String value) {
      for (Encoding encoding : Encoding.values()) {
        if (encoding.word().equals(value.toLowerCase(Locale.ROOT))) {
          return encoding;
        }
      }
      throw new picocli.CommandLine.TypeConversionException(
          "payload encoding unknown [expected=utf8, hex or base64, found=" + value + "]");
    }
  }

  static final int BYTES_MAX_DEFAULT = 256;

  /** What a payload can have at most. */
  private static final int BYTES_MAX = 1 << 30;

  @Option(
      names = "--as",
      paramLabel = "ENCODING",
      defaultValue = "utf8",
      converter = Converter.class,
      description =
          "Show payloads as utf8, hex or base64; utf8 unless given. One that is no text is shown"
              + " in hex.")
  private Encoding encoding = Encoding.UTF8;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      defaultValue = "" + BYTES_MAX_DEFAULT,
      description =
          "Show at most so many bytes of a payload, 0 for none; ${DEFAULT-VALUE} unless given.")
  private int bytesMax = BYTES_MAX_DEFAULT;

  /** Checks the range. */
  void check(Place place) {
    if (bytesMax < 0 || bytesMax > BYTES_MAX) {
      throw place.usage(
          "--max-bytes out of range [expected=0 to " + BYTES_MAX + ", found=" + bytesMax + "]");
    }
  }

  /** Adds a payload, or the beginning of it, to an object. */
  void put(ObjectNode object, ByteBuffer payload) {
    Shown shown = show(payload);
    object
        .put("bytes", payload.remaining())
        .put("encoding", shown.encoding().word())
        .put("payload", shown.text())
        .put("complete", shown.bytes() == payload.remaining());
  }

  /** Returns a payload, or the beginning of it, in one line that a terminal shows as it is. */
  String line(ByteBuffer payload, boolean unicode) {
    Shown shown = show(payload);
    StringBuilder line = new StringBuilder();
    if (shown.encoding() == Encoding.UTF8) {
      shown.text().chars().forEach(unit -> append(line, (char) unit, unicode));
    } else {
      line.append(shown.encoding() == encoding ? "" : "0x").append(shown.text());
    }
    int left = payload.remaining() - shown.bytes();
    if (left > 0) {
      line.append(line.isEmpty() ? "" : " ")
          .append(unicode ? "…" : "...")
          .append(shown.bytes() == 0 ? "" : " and ")
          .append(Amount.bytes(left))
          .append(shown.bytes() == 0 ? "" : " more");
    }
    return line.toString();
  }

  /** The part of a payload that is shown, in the encoding that can show it. */
  private record Shown(Encoding encoding, String text, int bytes) {}

  private Shown show(ByteBuffer payload) {
    int count = encoding.cut(payload, bytesMax);
    ByteBuffer part = payload.slice(payload.position(), count);
    @Nullable String text = encoding.encode(part);
    if (text != null) {
      return new Shown(encoding, text, count);
    }
    ByteBuffer all = payload.slice(payload.position(), Math.min(payload.remaining(), bytesMax));
    String hex = Objects.requireNonNull(Encoding.HEX.encode(all), "any byte has a hex form");
    return new Shown(Encoding.HEX, hex, all.remaining());
  }

  /** A payload must neither move the cursor nor end the line. */
  private static void append(StringBuilder line, char unit, boolean unicode) {
    switch (unit) {
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      case '\\' -> line.append("\\\\");
      default -> {
        boolean plain =
            unit < 0x7F
                ? unit >= ' '
                : unicode
                    && !Character.isISOControl(unit)
                    && Character.getType(unit) != Character.FORMAT
                    && Character.getType(unit) != Character.LINE_SEPARATOR
                    && Character.getType(unit) != Character.PARAGRAPH_SEPARATOR;
        if (plain) {
          line.append(unit);
        } else {
          line.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
        }
      }
    }
  }
}
