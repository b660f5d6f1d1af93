package io.durability.cli;

import io.durability.errors.DurabilityException;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.storage.PrefixDirectory;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where a log is; the same for every command. */
final class Place {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

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

  @Option(
      names = "--option",
      paramLabel = "NAME=VALUE",
      description = "A setting of the backend; may be repeated. Not for secrets: others see it.")
  private Map<String, String> options = new LinkedHashMap<>();

  @Option(
      names = "--option-file",
      paramLabel = "FILE",
      description =
          "A properties file with settings of the backend, secrets too; --option goes before it.")
  private @Nullable Path optionFile;

  /**
   * Opens the place. Takes no lock.
   *
   * @throws ParameterException if an option is wrong
   * @throws DurabilityException if the place cannot be used
   */
  Directory open() throws DurabilityException {
    Map<String, String> settings = settings();
    try {
      Directory directory = Directories.open(uri, settings);
      return prefix == null ? directory : PrefixDirectory.owning(directory, prefix);
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  /** Returns an error of the command line. */
  ParameterException usage(String message) {
    return new ParameterException(
        Objects.requireNonNull(spec, "set by picocli").commandLine(), message);
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    Path file = optionFile;
    if (file != null) {
      Properties read = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        read.load(reader);
      } catch (IOException e) {
        throw usage(
            "the option file cannot be read [file="
                + file.toAbsolutePath()
                + ", found="
                + e.getClass().getSimpleName()
                + "]");
      } catch (IllegalArgumentException e) {
        // Its message shows a part of the file, which may be a secret.
        throw usage(
            "the option file is malformed [file="
                + file.toAbsolutePath()
                + ", expected=lines of name=value, found=a broken \\u escape]");
      }
      read.stringPropertyNames().forEach(name -> settings.put(name, read.getProperty(name)));
    }
    settings.putAll(options);
    return settings;
  }
}
