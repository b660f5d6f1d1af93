package io.durability.s3;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * Where the objects are: a bucket, and what stands before every key in it.
 *
 * @param bucket its name, or the ARN of an access point
 * @param prefix empty, or ending with a slash
 */
record S3Place(String bucket, String prefix) {

  static final String SCHEME = "s3";

  /** The longest key that S3 takes. */
  private static final int KEY_BYTES_MAX = 1_024;

  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9._-]{3,63}");
  private static final Pattern SEGMENTS = Pattern.compile("[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*");

  /** What a directory bucket of S3 Express One Zone is called. */
  private static final String DIRECTORY_BUCKET_SUFFIX = "--x-s3";

  /**
   * Returns a place.
   *
   * @param prefix a path, without a slash at its ends; empty for the whole bucket
   * @throws IllegalArgumentException if the prefix is malformed, or too long for keys behind it
   */
  static S3Place of(String bucket, String prefix) {
    if (bucket.isEmpty()) {
      throw malformed("no bucket");
    }
    if (prefix.isEmpty()) {
      return new S3Place(bucket, "");
    }
    if (!SEGMENTS.matcher(prefix).matches() || prefix.length() > KEY_BYTES_MAX / 2) {
      throw malformed("prefix " + prefix);
    }
    for (String segment : prefix.split("/", -1)) {
      // A proxy may take them for steps in a tree.
      if (segment.equals(".") || segment.equals("..")) {
        throw malformed("prefix " + prefix);
      }
    }
    return new S3Place(bucket, prefix + "/");
  }

  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException if it is malformed; the message shows nothing that might be a
   *     secret
   */
  static S3Place parse(URI uri) {
    if (!SCHEME.equalsIgnoreCase(uri.getScheme())) {
      throw malformed("scheme " + uri.getScheme());
    }
    // Not the host: that is absent where a bucket has an underscore.
    String bucket = uri.getRawAuthority();
    if (uri.isOpaque() || bucket == null) {
      throw malformed("no bucket");
    }
    if (!BUCKET.matcher(bucket).matches()) {
      // Not shown: before an @ there may be credentials.
      throw malformed("a bucket that is no name; credentials and ports go into options");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw malformed("a query or fragment; options go into the map");
    }
    String path = uri.getRawPath();
    String prefix = path.startsWith("/") ? path.substring(1) : path;
    return of(bucket, prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix);
  }

  /**
   * Returns the key in the bucket.
   *
   * @throws IllegalArgumentException if the key is malformed or too long
   */
  String key(String key) {
    if (!SEGMENTS.matcher(key).matches() || prefix.length() + key.length() > KEY_BYTES_MAX) {
      throw new IllegalArgumentException(
          "key malformed or too long [expected=segments of A-Za-z0-9._- and at most "
              + (KEY_BYTES_MAX - prefix.length())
              + " bytes, found="
              + key
              + "]");
    }
    return prefix + key;
  }

  /** Returns the key as the layer above knows it. */
  String withoutPrefix(String key) {
    return key.substring(prefix.length());
  }

  /**
   * Returns the prefix to list by for what begins with one, and perhaps for more: a directory
   * bucket refuses a prefix that does not end with a slash.
   */
  String listed(String keys) {
    String full = prefix + keys;
    return isDirectoryBucket() ? full.substring(0, full.lastIndexOf('/') + 1) : full;
  }

  /** Tells whether the bucket is one of S3 Express One Zone, which knows no order of keys. */
  boolean isDirectoryBucket() {
    return bucket.endsWith(DIRECTORY_BUCKET_SUFFIX);
  }

  private static IllegalArgumentException malformed(String found) {
    return new IllegalArgumentException(
        "S3 URI malformed [expected=s3://bucket/prefix with segments of A-Za-z0-9._-, found="
            + found
            + "]");
  }

  @Override
  public String toString() {
    return SCHEME + "://" + bucket + "/" + prefix;
  }
}
