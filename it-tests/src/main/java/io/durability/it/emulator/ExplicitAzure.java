package io.durability.it.emulator;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** A store that the environment names: a real account, or an emulator that runs already. */
final class ExplicitAzure implements Rung<AzureEndpoint> {

  private static final String ENDPOINT = "DURABILITY_IT_AZURE_ENDPOINT";
  private static final String ACCOUNT = "DURABILITY_IT_AZURE_ACCOUNT";
  private static final String KEY = "DURABILITY_IT_AZURE_KEY";
  private static final String CONTAINER = "DURABILITY_IT_AZURE_CONTAINER";

  private final Map<String, String> environment;

  ExplicitAzure(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public String name() {
    return "explicit";
  }

  @Override
  public Optional<String> missing() {
    return environment.containsKey(ENDPOINT)
        ? Optional.empty()
        : Optional.of(
            ENDPOINT + " is not set (with " + ACCOUNT + ", " + KEY + ", " + CONTAINER + ")");
  }

  @Override
  public Running<AzureEndpoint> start() throws IOException {
    URI endpoint = URI.create(environment.getOrDefault(ENDPOINT, ""));
    Reachability.require(endpoint, ENDPOINT);
    String account = environment.getOrDefault(ACCOUNT, AzuriteProcess.ACCOUNT);
    String connection =
        AzuriteProcess.connectionString(
            endpoint.toString(), account, environment.getOrDefault(KEY, AzuriteProcess.KEY));
    AzureEndpoint named =
        new AzureEndpoint(
            account, environment.getOrDefault(CONTAINER, "durability-it"), connection);
    return new Running<>(name(), endpoint.toString(), named, () -> {});
  }
}
