package io.durability.s3;

import io.durability.storage.Survives;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The settings of an S3 directory, by name; {@link S3ObjectStore} tells what each does. */
final class S3Options {

  static final String REGION = "region";
  static final String ENDPOINT = "endpoint";
  static final String PATH_STYLE = "pathStyle";
  static final String ACCESS_KEY = "accessKey";
  static final String SECRET_KEY = "secretKey";
  static final String SESSION_TOKEN = "sessionToken";
  static final String CHECKSUMS = "checksums";
  static final String IF_MATCH = "ifMatch";
  static final String SURVIVES = "survives";
  static final String SSE = "sse";
  static final String SSE_KMS_KEY_ID = "sseKmsKeyId";
  static final String PARALLELISM = "parallelism";

  /** What a client that the caller built has decided already. */
  private static final List<String> OF_CLIENT =
      List.of(REGION, ENDPOINT, PATH_STYLE, ACCESS_KEY, SECRET_KEY, SESSION_TOKEN);

  private static final List<String> ALL = new ArrayList<>(OF_CLIENT);

  static {
    ALL.addAll(List.of(CHECKSUMS, IF_MATCH, SURVIVES, SSE, SSE_KMS_KEY_ID, PARALLELISM));
  }

  private static final int PARALLELISM_DEFAULT = 64;
  private static final int PARALLELISM_MAX = 1_024;

  /** When the adapter adds a checksum of its own to what it sends. */
  enum Checksums {
    WHEN_SUPPORTED,
    WHEN_REQUIRED
  }

  private final Map<String, String> set;
  private final Optional<URI> endpoint;
  private final Checksums checksums;
  private final Survives survives;
  private final int parallelism;

  private S3Options(Map<String, String> options) {
    this.set = Map.copyOf(options);
    this.endpoint = text(ENDPOINT).map(S3Options::endpoint);
    // A store that is not Amazon's may refuse what it does not know, and promises what it likes.
    this.checksums =
        choice(
            CHECKSUMS,
            Checksums.class,
            endpoint.isPresent() ? Checksums.WHEN_REQUIRED : Checksums.WHEN_SUPPORTED);
    this.survives =
        choice(SURVIVES, Survives.class, endpoint.isPresent() ? Survives.MACHINE : Survives.ZONE);
    this.parallelism = parallelismSet();
    flag(PATH_STYLE, false);
    flag(IF_MATCH, true);
    if (set.containsKey(ACCESS_KEY) != set.containsKey(SECRET_KEY)) {
      throw new IllegalArgumentException(
          "option missing [expected=" + ACCESS_KEY + " and " + SECRET_KEY + " together]");
    }
    if (set.containsKey(SESSION_TOKEN) && !set.containsKey(ACCESS_KEY)) {
      throw new IllegalArgumentException(
          "option missing [expected=" + ACCESS_KEY + " with " + SESSION_TOKEN + "]");
    }
  }

  /**
   * Reads settings by name.
   *
   * @throws IllegalArgumentException if a name is unknown or a value malformed; no value that may
   *     be a secret is shown
   */
  static S3Options parse(Map<String, String> options) {
    return parse(options, ALL);
  }

  /** Reads those settings that a client built by the caller leaves open. */
  static S3Options parseForClient(Map<String, String> options) {
    return parse(options, ALL.stream().filter(name -> !OF_CLIENT.contains(name)).toList());
  }

  private static S3Options parse(Map<String, String> options, List<String> known) {
    TreeSet<String> unknown = new TreeSet<>(options.keySet());
    known.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "option unknown [expected=one of " + known + ", found=" + unknown + "]");
    }
    return new S3Options(options);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(set.get(name));
  }

  Optional<URI> endpoint() {
    return endpoint;
  }

  boolean pathStyle() {
    return flag(PATH_STYLE, false);
  }

  boolean ifMatch() {
    return flag(IF_MATCH, true);
  }

  Checksums checksums() {
    return checksums;
  }

  /** Returns what survives, unless set for a bucket of a single zone. */
  Survives survives(S3Place place) {
    return place.isDirectoryBucket() && !set.containsKey(SURVIVES) ? Survives.MACHINE : survives;
  }

  int parallelism() {
    return parallelism;
  }

  private int parallelismSet() {
    String value = set.get(PARALLELISM);
    if (value == null) {
      return PARALLELISM_DEFAULT;
    }
    int found = value.matches("[0-9]{1,4}") ? Integer.parseInt(value) : 0;
    if (found < 1 || found > PARALLELISM_MAX) {
      throw malformed(PARALLELISM, "1 to " + PARALLELISM_MAX, value);
    }
    return found;
  }

  private boolean flag(String name, boolean unlessSet) {
    @Nullable String value = set.get(name);
    if (value == null) {
      return unlessSet;
    }
    if (!value.equals("true") && !value.equals("false")) {
      throw malformed(name, "true or false", value);
    }
    return value.equals("true");
  }

  private <E extends Enum<E>> E choice(String name, Class<E> type, E unlessSet) {
    @Nullable String value = set.get(name);
    if (value == null) {
      return unlessSet;
    }
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String asWritten = camelCase(constant.name());
      if (asWritten.equals(value)) {
        return constant;
      }
      names.add(asWritten);
    }
    throw malformed(name, "one of " + names, value);
  }

  /** Returns {@code whenRequired} for {@code WHEN_REQUIRED}. */
  private static String camelCase(String constant) {
    StringBuilder text = new StringBuilder();
    for (String word : constant.toLowerCase(Locale.ROOT).split("_", -1)) {
      text.append(
          text.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return text.toString();
  }

  private static URI endpoint(String value) {
    URI uri;
    try {
      uri = URI.create(value);
    } catch (IllegalArgumentException e) {
      // Without the cause, whose message has the value with whatever is in it.
      throw endpointMalformed();
    }
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null || value.matches(".*[@?#].*")) {
      throw endpointMalformed();
    }
    return uri;
  }

  private static IllegalArgumentException endpointMalformed() {
    return new IllegalArgumentException(
        "option malformed ["
            + ENDPOINT
            + ", expected=http://host:port or https://host:port without credentials or query]");
  }

  private static IllegalArgumentException malformed(String name, String expected, String found) {
    return new IllegalArgumentException(
        "option malformed [" + name + ", expected=" + expected + ", found=" + found + "]");
  }

  /** Shows which settings there are, and no value. */
  @Override
  public String toString() {
    return "S3Options" + new TreeSet<>(set.keySet());
  }
}
