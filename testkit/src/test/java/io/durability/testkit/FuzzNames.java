package io.durability.testkit;

import static io.durability.testkit.Fuzzed.require;

import io.durability.errors.DurabilityException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Directories;
import io.durability.storage.FileName;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Fuzzes names of files, prefixes of listings, and URIs of directories. */
public final class FuzzNames {

  /** Stands for what is never to be shown. */
  static final String SECRET = "SeCrEt";

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._-]{1,255}");

  private FuzzNames() {}

  /** Takes any bytes; the first one tells what the others are. */
  public static void fuzzerTestOneInput(byte[] data) {
    String text = new String(Fuzzed.content(data), StandardCharsets.ISO_8859_1);
    switch (data.length == 0 ? 0 : data[0] % 3) {
      case 0 -> name(text);
      case 1 -> prefix(text);
      default -> uri(text);
    }
  }

  /** By the words of the contract, in another way than the library does it. */
  static boolean isName(String text) {
    for (String segment : text.split("/", -1)) {
      if (!SEGMENT.matcher(segment).matches() || segment.equals(".") || segment.equals("..")) {
        return false;
      }
    }
    return text.length() <= 1024;
  }

  private static void name(String text) {
    boolean accepted =
        Fuzzed.accepts(
            text.length(),
            IllegalArgumentException.class,
            () -> require(FileName.of(text).value().equals(text), "another name"));
    require(accepted == isName(text), (accepted ? "accepted " : "refused ") + text);
  }

  private static void prefix(String text) {
    boolean accepted =
        Fuzzed.accepts(
            text.length(),
            IllegalArgumentException.class,
            () -> require(FileName.checkPrefix(text).equals(text), "another prefix"));
    boolean begins = text.isEmpty() || isName(text) || isName(text + "x");
    require(accepted == begins, (accepted ? "accepted " : "refused ") + text);
  }

  /** Of a scheme that nobody serves, because opening would do something. */
  private static void uri(String text) {
    URI uri;
    try {
      uri = new URI("nosuch:" + text);
    } catch (URISyntaxException e) {
      return;
    }
    boolean accepted =
        Fuzzed.accepts(
            text.length(),
            IllegalArgumentException.class,
            () -> {
              try {
                Directories.open(uri);
              } catch (UnsupportedException e) {
                require(!shows(text, e), "a secret is shown: " + e.getMessage());
                throw new IllegalArgumentException(e);
              }
            });
    require(!accepted, "opened " + uri);
  }

  /**
   * Tells whether a message shows what stands before an at sign, or behind a query's or fragment's.
   */
  private static boolean shows(String text, DurabilityException e) {
    int secret = text.indexOf(SECRET);
    if (secret < 0 || text.indexOf(SECRET, secret + 1) >= 0) {
      return false;
    }
    String before = text.substring(0, secret);
    boolean hidden =
        text.lastIndexOf('@') > secret || before.indexOf('?') >= 0 || before.indexOf('#') >= 0;
    return hidden && String.valueOf(e.getMessage()).contains(SECRET);
  }
}
