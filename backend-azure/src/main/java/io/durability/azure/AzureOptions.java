package io.durability.azure;

import com.azure.storage.blob.BlobServiceVersion;
import io.durability.storage.Survives;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The settings of an Azure directory, by name; {@link AzureObjectStore} tells what each does. */
final class AzureOptions {

  static final String CONNECTION_STRING = "connectionString";
  static final String ACCOUNT_KEY = "accountKey";
  static final String SAS_TOKEN = "sasToken";
  static final String ENDPOINT = "endpoint";
  static final String SERVICE_VERSION = "serviceVersion";
  static final String ENCRYPTION_KEY = "encryptionKey";
  static final String ENCRYPTION_SCOPE = "encryptionScope";
  static final String CHECKSUMS = "checksums";
  static final String SURVIVES = "survives";

  private static final List<String> CREDENTIALS =
      List.of(CONNECTION_STRING, ACCOUNT_KEY, SAS_TOKEN);

  /** What a client that the caller built leaves open. */
  private static final List<String> FOR_CLIENT = List.of(CHECKSUMS, SURVIVES);

  private static final List<String> ALL = new ArrayList<>(CREDENTIALS);

  static {
    ALL.addAll(List.of(ENDPOINT, SERVICE_VERSION, ENCRYPTION_KEY, ENCRYPTION_SCOPE));
    ALL.addAll(FOR_CLIENT);
  }

  private final Map<String, String> set;
  private final Optional<BlobServiceVersion> serviceVersion;
  private final boolean checksums;
  private final Survives survives;

  private AzureOptions(Map<String, String> options) {
    this.set = Map.copyOf(options);
    this.serviceVersion = text(SERVICE_VERSION).map(AzureOptions::serviceVersion);
    String checked = set.getOrDefault(CHECKSUMS, "true");
    if (!checked.equals("true") && !checked.equals("false")) {
      throw malformed(CHECKSUMS, "true or false", checked);
    }
    this.checksums = checked.equals("true");
    // How an account keeps its copies is not to be seen from here: the least of them.
    this.survives = text(SURVIVES).map(AzureOptions::survives).orElse(Survives.MACHINE);
    text(ENDPOINT).ifPresent(AzureOptions::checkEndpoint);
    List<String> credentials = CREDENTIALS.stream().filter(set::containsKey).toList();
    if (credentials.size() > 1) {
      throw malformedSet("one of them", credentials);
    }
    if (set.containsKey(CONNECTION_STRING) && set.containsKey(ENDPOINT)) {
      throw malformedSet("the endpoint inside of the connection string", List.of(ENDPOINT));
    }
    if (set.containsKey(ENCRYPTION_KEY) && set.containsKey(ENCRYPTION_SCOPE)) {
      throw malformedSet("one of them", List.of(ENCRYPTION_KEY, ENCRYPTION_SCOPE));
    }
  }

  /**
   * Reads settings by name.
   *
   * @throws IllegalArgumentException if a name is unknown or a value malformed; no value that may
   *     be a secret is shown
   */
  static AzureOptions parse(Map<String, String> options) {
    return parse(options, ALL);
  }

  /** Reads those settings that a client built by the caller leaves open. */
  static AzureOptions parseForClient(Map<String, String> options) {
    return parse(options, FOR_CLIENT);
  }

  private static AzureOptions parse(Map<String, String> options, List<String> known) {
    TreeSet<String> unknown = new TreeSet<>(options.keySet());
    known.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "option unknown [expected=one of " + known + ", found=" + unknown + "]");
    }
    return new AzureOptions(options);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(set.get(name));
  }

  Optional<BlobServiceVersion> serviceVersion() {
    return serviceVersion;
  }

  boolean checksums() {
    return checksums;
  }

  Survives survives() {
    return survives;
  }

  private static BlobServiceVersion serviceVersion(String value) {
    for (BlobServiceVersion version : BlobServiceVersion.values()) {
      if (version.getVersion().equals(value)) {
        return version;
      }
    }
    throw malformed(
        SERVICE_VERSION,
        "a version that the SDK knows, up to " + BlobServiceVersion.getLatest().getVersion(),
        value);
  }

  private static Survives survives(String value) {
    List<String> names = new ArrayList<>();
    for (Survives event : Survives.values()) {
      String name = event.name().toLowerCase(Locale.ROOT);
      if (name.equals(value)) {
        return event;
      }
      names.add(name);
    }
    throw malformed(SURVIVES, "one of " + names, value);
  }

  private static void checkEndpoint(String value) {
    boolean address = false;
    try {
      URI uri = URI.create(value);
      address = Arrays.asList("http", "https").contains(uri.getScheme()) && uri.getHost() != null;
    } catch (IllegalArgumentException e) {
      // Told below, without the cause: its message has the value with whatever is in it.
      address = false;
    }
    if (!address || value.matches(".*[@?#;].*")) {
      throw new IllegalArgumentException(
          "option malformed ["
              + ENDPOINT
              + ", expected=http://host:port or https://host:port without credentials or query]");
    }
  }

  private static IllegalArgumentException malformed(String name, String expected, String found) {
    return new IllegalArgumentException(
        "option malformed [" + name + ", expected=" + expected + ", found=" + found + "]");
  }

  private static IllegalArgumentException malformedSet(String expected, List<String> found) {
    return new IllegalArgumentException(
        "options exclude each other [expected=" + expected + ", found=" + found + "]");
  }

  /** Shows which settings there are, and no value. */
  @Override
  public String toString() {
    return "AzureOptions" + new TreeSet<>(set.keySet());
  }
}
