package io.durability.storage;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.UnsupportedException;
import java.lang.System.Logger;
import java.net.URI;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;

/**
 * Opens a {@link Directory} by URI, with the {@link DirectoryProvider} found for its scheme: {@code
 * memory:name}, {@code file:///data/orders}, and what the backends on the class or module path add.
 */
public final class Directories {

  private static final Logger LOG = System.getLogger(Directories.class.getName());

  /** Where the schemes of this project's own backends are found, to say so when one is missing. */
  private static final Map<String, String> ARTIFACTS =
      Map.of(
          "file", "durability-fs",
          "rocksdb", "durability-rocksdb",
          "s3", "durability-s3",
          "azblob", "durability-azure");

  /** How many failures to load a provider are looked past before a class loader is given up. */
  private static final int FAILURES_MAX = 64;

  private Directories() {}

  /** Opens a directory without options; see {@link #open(URI, Map)}. */
  public static Directory open(URI uri) throws DurabilityException {
    return open(uri, Map.of());
  }

  /**
   * Opens the directory that a URI names. Providers are looked up with the context class loader of
   * the thread, then with the one that loaded this class. A provider that cannot be loaded is
   * logged and does not hinder the others.
   *
   * @throws IllegalArgumentException if the URI or an option is malformed
   * @throws UnsupportedException if no provider, or more than one, serves the scheme; the message
   *     lists the schemes found and the artifact to add, or where the providers come from
   * @throws DurabilityException if the place cannot be used
   */
  public static Directory open(URI uri, Map<String, String> options) throws DurabilityException {
    String scheme = uri.getScheme();
    if (scheme == null) {
      throw new IllegalArgumentException(
          "a directory URI needs a scheme [expected=scheme:place, such as file:///data/orders"
              + " or memory:name, found="
              + withoutSecrets(uri)
              + "]");
    }
    String wanted = scheme.toLowerCase(Locale.ROOT);
    List<DirectoryProvider> matching = new ArrayList<>();
    TreeSet<String> schemes = new TreeSet<>();
    for (DirectoryProvider provider : providers()) {
      schemes.add(provider.scheme());
      if (provider.scheme().equals(wanted)) {
        matching.add(provider);
      }
    }
    if (matching.isEmpty()) {
      throw new UnsupportedException(
          "no provider for this scheme; add "
              + ARTIFACTS.getOrDefault(wanted, "the artifact that serves it")
              + " to the class path, and where jars are merged into one, merge their META-INF/services,"
              + " expected=one of "
              + schemes
              + ", found="
              + wanted,
          Location.of(withoutSecrets(uri)));
    }
    if (matching.size() > 1) {
      throw new UnsupportedException(
          "several providers for scheme "
              + wanted
              + "; leave one on the class path, found="
              + matching.stream().map(Directories::origin).toList(),
          Location.of(withoutSecrets(uri)));
    }
    return matching.get(0).open(uri, options);
  }

  private static List<DirectoryProvider> providers() {
    List<DirectoryProvider> found = new ArrayList<>();
    collect(ServiceLoader.load(DirectoryProvider.class), found);
    collect(ServiceLoader.load(DirectoryProvider.class, Directories.class.getClassLoader()), found);
    return found;
  }

  private static void collect(
      ServiceLoader<DirectoryProvider> loader, List<DirectoryProvider> found) {
    Iterator<DirectoryProvider> providers = loader.iterator();
    int failures = 0;
    // Bounded: a class loader that cannot even list its files fails the same way for ever.
    while (failures < FAILURES_MAX) {
      try {
        if (!providers.hasNext()) {
          return;
        }
        DirectoryProvider provider = providers.next();
        Objects.requireNonNull(provider.scheme(), "scheme");
        if (found.stream().noneMatch(seen -> seen.getClass() == provider.getClass())) {
          found.add(provider);
        }
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        failures++;
        // One broken jar must not take away the backends that work.
        LOG.log(Logger.Level.WARNING, "directory provider cannot be loaded", e);
      }
    }
  }

  private static String origin(DirectoryProvider provider) {
    CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
    boolean known = source != null && source.getLocation() != null;
    return provider.getClass().getName()
        + " from "
        + (known ? source.getLocation() : "an unknown place");
  }

  /**
   * A URI may hold user info, a query or a fragment by mistake; none is ever shown. What {@link
   * URI#getRawUserInfo} tells is not enough: it knows of none if the host has an underscore or the
   * secret a slash, both of which are usual on object stores.
   */
  static String withoutSecrets(URI uri) {
    String text = uri.toString();
    int begin = uri.getScheme() == null ? 0 : uri.getScheme().length() + 1;
    int end = begin;
    while (end < text.length() && text.charAt(end) != '?' && text.charAt(end) != '#') {
      end++;
    }
    int at = text.lastIndexOf('@');
    if (at < 0) {
      return text.substring(0, end);
    }
    return text.substring(0, begin) + "***" + (at < end ? text.substring(at, end) : "");
  }
}
