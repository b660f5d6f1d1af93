package io.durability.s3;

/** Versions as the layer above sees them: ETags without the quotes that only some answers have. */
final class ETags {

  private ETags() {}

  static String version(String etag) {
    boolean quoted = etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"");
    return quoted ? etag.substring(1, etag.length() - 1) : etag;
  }

  static String quoted(String version) {
    return version.startsWith("W/") ? version : '"' + version + '"';
  }
}
