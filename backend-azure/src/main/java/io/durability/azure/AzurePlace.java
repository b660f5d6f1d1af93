package io.durability.azure;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * Where the blobs are: a container of an account, and what stands before every name in it.
 *
 * @param prefix empty, or ending with a slash
 */
record AzurePlace(String account, String container, String prefix) {

  static final String SCHEME = "azblob";

  /** The longest name that a blob may have, and the most segments in it. */
  private static final int NAME_BYTES_MAX = 1_024;

  private static final int SEGMENTS_MAX = 254;

  private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]{3,24}");
  private static final Pattern CONTAINER = Pattern.compile("[a-z0-9](?:-?[a-z0-9]){2,62}");
  private static final Pattern SEGMENTS = Pattern.compile("[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*");

  /**
   * Returns a place.
   *
   * @param prefix a path, without a slash at its ends; empty for the whole container
   * @throws IllegalArgumentException if the prefix is malformed, or too long for names behind it
   */
  static AzurePlace of(String account, String container, String prefix) {
    if (prefix.isEmpty()) {
      return new AzurePlace(account, container, "");
    }
    if (!SEGMENTS.matcher(prefix).matches() || prefix.length() > NAME_BYTES_MAX / 2) {
      throw malformed("prefix " + prefix);
    }
    for (String segment : prefix.split("/", -1)) {
      // A dot at the end of a segment may be cut off on the way.
      if (segment.endsWith(".")) {
        throw malformed("prefix " + prefix + " with a dot at the end of a segment");
      }
    }
    return new AzurePlace(account, container, prefix + "/");
  }

  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException if it is malformed; the message shows nothing that might be a
   *     secret
   */
  static AzurePlace parse(URI uri) {
    if (!SCHEME.equalsIgnoreCase(uri.getScheme())) {
      throw malformed("scheme " + uri.getScheme());
    }
    String account = uri.getRawAuthority();
    if (uri.isOpaque() || account == null) {
      throw malformed("no account");
    }
    if (!ACCOUNT.matcher(account).matches()) {
      // Not shown: before an @ there may be credentials.
      throw malformed("an account that is no name; credentials and ports go into options");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw malformed("a query or fragment; options go into the map");
    }
    String path = uri.getRawPath().replaceFirst("^/", "").replaceFirst("/$", "");
    int slash = path.indexOf('/');
    String container = slash < 0 ? path : path.substring(0, slash);
    if (!CONTAINER.matcher(container).matches()) {
      throw malformed(container.isEmpty() ? "no container" : "container " + container);
    }
    return of(account, container, slash < 0 ? "" : path.substring(slash + 1));
  }

  /**
   * Returns the name of a blob.
   *
   * @throws IllegalArgumentException if the key is malformed or too long
   */
  String name(String key) {
    String name = prefix + encoded(key) + (key.endsWith(".") ? "~" : "");
    if (!SEGMENTS.matcher(key).matches()
        || name.length() > NAME_BYTES_MAX
        || name.chars().filter(c -> c == '/').count() >= SEGMENTS_MAX) {
      throw new IllegalArgumentException(
          "key malformed or too long [expected=at most "
              + SEGMENTS_MAX
              + " segments of A-Za-z0-9._- and "
              + (NAME_BYTES_MAX - prefix.length())
              + " bytes, found="
              + key
              + "]");
    }
    return name;
  }

  /** Returns what the names of all keys with a prefix begin with. */
  String namePrefix(String keyPrefix) {
    return prefix + encoded(keyPrefix);
  }

  /**
   * Azure does not keep a dot at the end of a segment, or not everywhere: a character that no key
   * has stands behind it.
   */
  private static String encoded(String key) {
    return key.replace("./", ".~/");
  }

  /** Tells whether a name is one that {@link #name} may give: others share the container. */
  boolean isOurs(String name) {
    return name.startsWith(prefix) && !name.contains("./") && !name.endsWith(".");
  }

  /** Returns the key as the layer above knows it. */
  String key(String name) {
    String key = name.substring(prefix.length()).replace(".~/", "./");
    return key.endsWith(".~") ? key.substring(0, key.length() - 1) : key;
  }

  private static IllegalArgumentException malformed(String found) {
    return new IllegalArgumentException(
        "Azure URI malformed [expected=azblob://account/container/prefix with segments of"
            + " A-Za-z0-9._-, found="
            + found
            + "]");
  }

  @Override
  public String toString() {
    return SCHEME + "://" + account + "/" + container + "/" + prefix;
  }
}
