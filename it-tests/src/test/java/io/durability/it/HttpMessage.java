package io.durability.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A request or an answer as it went over the wire, as a whole: enough of HTTP/1.1 to know where a
 * message ends.
 */
final class HttpMessage {

  private static final int HEAD_BYTES_MAX = 64 << 10;
  private static final int BODY_BYTES_MAX = 64 << 20;
  private static final int STATUS_FIELD = 1;

  private final byte[] head;
  private final byte[] body;

  private HttpMessage(byte[] head, byte[] body) {
    this.head = head;
    this.body = body;
  }

  /** Reads a request, or returns empty if the connection ends before one. */
  static Optional<HttpMessage> request(BufferedInputStream in) throws IOException {
    byte[] head = head(in);
    if (head.length == 0) {
      return Optional.empty();
    }
    HttpMessage empty = new HttpMessage(head, new byte[0]);
    return Optional.of(new HttpMessage(head, empty.isChunked() ? chunks(in) : fixed(in, empty)));
  }

  /** Reads the answer to a request. */
  static HttpMessage answer(BufferedInputStream in, HttpMessage request) throws IOException {
    byte[] head = head(in);
    if (head.length == 0) {
      throw new EOFException("no answer");
    }
    HttpMessage empty = new HttpMessage(head, new byte[0]);
    int status = empty.status();
    if (status < 200) {
      // A provisional answer; the real one follows.
      return answer(in, request);
    }
    if (request.firstLine().startsWith("HEAD ") || status == 204 || status == 304) {
      return empty;
    }
    if (empty.isChunked()) {
      return new HttpMessage(head, chunks(in));
    }
    byte[] body =
        empty.header("content-length").isPresent()
            ? fixed(in, empty)
            : in.readNBytes(BODY_BYTES_MAX);
    return new HttpMessage(head, body);
  }

  /** Returns what is from the first line to the empty one. */
  byte[] head() {
    return head;
  }

  /** Returns the body as it was framed. */
  byte[] body() {
    return body;
  }

  String firstLine() {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    return text.substring(0, text.indexOf("\r\n"));
  }

  int status() {
    return Integer.parseInt(firstLine().split(" ", -1)[STATUS_FIELD]);
  }

  /** Tells whether the connection ends after it. */
  boolean isLast() {
    return header("connection").filter("close"::equalsIgnoreCase).isPresent();
  }

  byte[] whole() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head);
    all.writeBytes(body);
    return all.toByteArray();
  }

  private boolean isChunked() {
    return header("transfer-encoding").filter("chunked"::equalsIgnoreCase).isPresent();
  }

  private Optional<String> header(String name) {
    for (String line : new String(head, StandardCharsets.ISO_8859_1).split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(line.substring(colon + 1).strip());
      }
    }
    return Optional.empty();
  }

  private static byte[] head(BufferedInputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int next = in.read();
      if (next < 0) {
        if (head.size() > 0) {
          throw new EOFException("head ends early");
        }
        return new byte[0];
      }
      head.write(next);
      boolean expected = next == (matched % 2 == 0 ? '\r' : '\n');
      matched = expected ? matched + 1 : next == '\r' ? 1 : 0;
      if (head.size() > HEAD_BYTES_MAX) {
        throw new IOException("head too long");
      }
    }
    return head.toByteArray();
  }

  private static byte[] fixed(BufferedInputStream in, HttpMessage message) throws IOException {
    int length = message.header("content-length").map(Integer::parseInt).orElse(0);
    if (length > BODY_BYTES_MAX) {
      throw new IOException("body too long: " + length);
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("body ends early");
    }
    return body;
  }

  private static byte[] chunks(BufferedInputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int size;
    do {
      String line = line(in, all);
      size = Integer.parseInt(line.split(";", -1)[0].strip(), 16);
      all.writeBytes(in.readNBytes(size));
      if (size > 0) {
        line(in, all);
      }
    } while (size > 0);
    // Trailers, up to the empty line.
    while (!line(in, all).isEmpty()) {
      if (all.size() > BODY_BYTES_MAX) {
        throw new IOException("body too long");
      }
    }
    return all.toByteArray();
  }

  private static String line(BufferedInputStream in, ByteArrayOutputStream copy)
      throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("body ends early");
      }
      copy.write(next);
      if (next != '\r') {
        line.append((char) next);
      }
    }
    copy.write('\n');
    return line.toString();
  }
}
