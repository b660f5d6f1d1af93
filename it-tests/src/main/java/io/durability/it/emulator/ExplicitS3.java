package io.durability.it.emulator;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** A store that the environment names: a real bucket, or an emulator that runs already. */
final class ExplicitS3 implements Rung<S3Endpoint> {

  private static final String ENDPOINT = "DURABILITY_IT_S3_ENDPOINT";
  private static final String BUCKET = "DURABILITY_IT_S3_BUCKET";
  private static final String REGION = "DURABILITY_IT_S3_REGION";
  private static final String ACCESS_KEY = "DURABILITY_IT_S3_ACCESS_KEY";
  private static final String SECRET_KEY = "DURABILITY_IT_S3_SECRET_KEY";

  private final Map<String, String> environment;

  ExplicitS3(Map<String, String> environment) {
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
        : Optional.of(ENDPOINT + " is not set (with " + BUCKET + ", " + ACCESS_KEY + " …)");
  }

  @Override
  public Running<S3Endpoint> start() throws IOException {
    URI endpoint = URI.create(environment.getOrDefault(ENDPOINT, ""));
    Reachability.require(endpoint, ENDPOINT);
    S3Endpoint named =
        new S3Endpoint(
            endpoint,
            environment.getOrDefault(REGION, "us-east-1"),
            environment.getOrDefault(BUCKET, "durability-it"),
            environment.getOrDefault(ACCESS_KEY, "test"),
            environment.getOrDefault(SECRET_KEY, "test"),
            true);
    return new Running<>(name(), endpoint.toString(), named, () -> {});
  }
}
