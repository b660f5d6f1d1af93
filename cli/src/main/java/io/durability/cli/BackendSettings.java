package io.durability.cli;

import java.io.IOException;
import java.io.Reader;
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

/** The options with which a command sets what a backend lets be set. */
class BackendSettings {

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

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

  /** Returns an error of the command line. */
  final ParameterException usage(String message) {
    return new ParameterException(
        Objects.requireNonNull(spec, "set by picocli").commandLine(), message);
  }

  /**
   * Returns the settings by name.
   *
   * @throws ParameterException if the file cannot be read
   */
  final Map<String, String> settings() {
    return settings(options, optionFile);
  }

  /**
   * Returns the settings of a file, and others that go before it.
   *
   * @throws ParameterException if the file cannot be read
   */
  final Map<String, String> settings(Map<String, String> given, @Nullable Path file) {
    Map<String, String> settings = new LinkedHashMap<>();
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
    settings.putAll(given);
    return settings;
  }
}
