package io.durability.azure;

/** Versions of blobs: in headers they have quotes, in listings they may have none. */
final class ETags {

  private ETags() {}

  static String version(String etag) {
    return etag.replace("\"", "");
  }

  static String header(String version) {
    return '"' + version + '"';
  }
}
