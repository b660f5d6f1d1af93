package io.durability.it.emulator;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ladders of the stores that tests know, as the environment describes them: {@code
 * DURABILITY_IT_S3_ENDPOINT} and its like name a store, {@code DURABILITY_IT_S3_RUNG} a rung,
 * {@code DURABILITY_IT_REQUIRE} the stores of which the tests must not be skipped.
 *
 * @param environment the variables of the process
 * @param s3proxyJars the folder with the jars of S3Proxy
 * @param tools the folder into which {@code it-tests/install-emulators} puts what it installs
 * @param logs a folder for the output of emulators
 */
public record Stores(Map<String, String> environment, Path s3proxyJars, Path tools, Path logs) {

  /** Copies the environment. */
  public Stores {
    environment = Map.copyOf(environment);
  }

  /** Reads the environment and the system properties that the build sets. */
  public static Stores ofThisProcess() {
    Map<String, String> environment = System.getenv();
    Path home = Path.of(System.getProperty("user.home"), ".cache", "durability-emulators");
    String tools = environment.get("DURABILITY_EMULATORS");
    return new Stores(
        environment,
        Path.of(System.getProperty("durability.it.s3proxy", "it-tests/emulators/target/s3proxy")),
        tools == null ? home : Path.of(tools),
        Path.of(System.getProperty("durability.it.logs", "target/emulator-logs")));
  }

  /** Returns the ladder for S3. */
  public Ladder<S3Endpoint> s3(PrintStream out) {
    return new Ladder<>(
        "s3",
        List.of(
            new ExplicitS3(environment),
            new DockerLocalStack(),
            new LocalStackProcess(tools, logs),
            new S3ProxyProcess(s3proxyJars, logs)),
        wanted("DURABILITY_IT_S3_RUNG"),
        out);
  }

  /** Returns the ladder for Azure Blob. */
  public Ladder<AzureEndpoint> azure(PrintStream out) {
    return new Ladder<>(
        "azure",
        List.of(
            new ExplicitAzure(environment), new DockerAzurite(), new AzuriteProcess(tools, logs)),
        wanted("DURABILITY_IT_AZURE_RUNG"),
        out);
  }

  /** Tells whether the tests of a store must run: a skip is then a failure. */
  public boolean requires(String store) {
    String required = environment.getOrDefault("DURABILITY_IT_REQUIRE", "");
    return Arrays.stream(required.split(",")).map(String::strip).anyMatch(store::equals);
  }

  private Optional<String> wanted(String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(name -> !name.isBlank());
  }
}
