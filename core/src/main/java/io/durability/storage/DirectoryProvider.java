package io.durability.storage;

import io.durability.errors.DurabilityException;
import java.net.URI;
import java.util.Map;

/**
 * Opens directories of one URI scheme; found by {@link java.util.ServiceLoader}. Implementations
 * have a public constructor without arguments that does nothing costly.
 */
public interface DirectoryProvider {

  /** Returns the scheme this provider serves, in lower case, such as {@code file}. */
  String scheme();

  /**
   * Opens the directory that a URI names. Reads nothing of the log in it and takes no lock.
   *
   * @param uri a URI of this scheme
   * @param options settings by name; a name that the provider does not know is an error
   * @throws IllegalArgumentException if the URI or an option is malformed or unknown; the message
   *     lists the options there are and shows no secret
   * @throws DurabilityException if the place cannot be used
   */
  Directory open(URI uri, Map<String, String> options) throws DurabilityException;
}
