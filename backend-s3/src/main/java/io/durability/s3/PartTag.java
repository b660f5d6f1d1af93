package io.durability.s3;

import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * What is known of a part that was sent, as one text: so that completing needs nothing else and
 * nothing is kept here meanwhile.
 *
 * @param size its length in bytes
 * @param crc32c its checksum, or empty if none was sent
 * @param etag what the store calls it
 */
record PartTag(long size, String crc32c, String etag) {

  private static final int PARTS = 3;

  static PartTag parse(String text) {
    String[] parts = text.split(":", PARTS);
    if (parts.length != PARTS || !parts[0].matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException("part tag malformed [found=" + text + "]");
    }
    return new PartTag(Long.parseLong(parts[0]), parts[1], parts[2]);
  }

  CompletedPart completed(int number) {
    CompletedPart.Builder part = CompletedPart.builder().partNumber(number).eTag(etag);
    if (!crc32c.isEmpty()) {
      part.checksumCRC32C(crc32c);
    }
    return part.build();
  }

  @Override
  public String toString() {
    return size + ":" + crc32c + ":" + etag;
  }
}
