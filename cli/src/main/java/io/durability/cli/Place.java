package io.durability.cli;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.storage.PrefixDirectory;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say where a log is; the same for every command. */
final class Place extends BackendSettings {

  @Option(
      names = "--uri",
      paramLabel = "URI",
      required = true,
      description =
          "Where the log is: file:///data/orders, or what another backend's scheme names.")
  private URI uri = URI.create("");

  @Option(
      names = "--prefix",
      paramLabel = "FOLDER",
      description =
          "The folder of the log inside that place, if several logs share it, such as audit.")
  private @Nullable String prefix;

  /**
   * Opens the place. Takes no lock.
   *
   * @throws ParameterException if an option is wrong
   * @throws DurabilityException if the place cannot be used
   */
  Directory open() throws DurabilityException {
    return open(uri, prefix, settings());
  }

  /** Opens another place, as {@link #open()}. */
  Directory open(URI other, @Nullable String folder, Map<String, String> settings)
      throws DurabilityException {
    try {
      Directory directory = Directories.open(other, settings);
      return folder == null ? directory : PrefixDirectory.owning(directory, folder);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }
}
