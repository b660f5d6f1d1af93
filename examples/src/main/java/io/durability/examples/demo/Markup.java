package io.durability.examples.demo;

import java.util.Locale;

/** Builds HTML and SVG that is also well-formed XML. Whatever comes from outside is escaped. */
final class Markup {

  private final StringBuilder text = new StringBuilder();

  /** Adds markup as it is. Numbers are formatted the same in every locale. */
  Markup raw(String format, Object... arguments) {
    text.append(
        arguments.length == 0 ? format : String.format(Locale.ROOT, format, escaped(arguments)));
    return this;
  }

  /** Adds text. */
  Markup text(String found) {
    text.append(escape(found));
    return this;
  }

  /** Adds other markup. */
  Markup add(Markup other) {
    text.append(other.text);
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  /** Returns text with nothing in it that markup would take for its own. */
  static String escape(String found) {
    StringBuilder escaped = new StringBuilder(found.length());
    for (int i = 0; i < found.length(); i++) {
      char c = found.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c < ' ' && c != '\n' && c != '\t' ? ' ' : c);
      }
    }
    return escaped.toString();
  }

  private static Object[] escaped(Object[] arguments) {
    Object[] escaped = arguments.clone();
    for (int i = 0; i < escaped.length; i++) {
      if (escaped[i] instanceof String found) {
        escaped[i] = escape(found);
      }
    }
    return escaped;
  }
}
