package io.durability.it.emulator;

import java.io.IOException;
import java.util.Optional;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/** LocalStack in a container. */
final class DockerLocalStack implements Rung<S3Endpoint> {

  /** The last tag that needs no token; never {@code latest}. */
  private static final String TAG = "4.14.0";

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public Optional<String> missing() {
    return DockerEngine.missing();
  }

  @Override
  public Running<S3Endpoint> start() throws IOException {
    LocalStackContainer container =
        new LocalStackContainer(DockerImageName.parse("localstack/localstack:" + TAG))
            .withServices("s3");
    // For the line in its log: waiting for the port takes twenty times as long.
    container.waitingFor(Wait.forLogMessage(".*Ready\\..*", 1));
    DockerEngine.start(container);
    return new Running<>(
        "docker localstack",
        TAG,
        new S3Endpoint(
            container.getEndpoint(),
            container.getRegion(),
            "durability-it",
            container.getAccessKey(),
            container.getSecretKey(),
            true),
        container::stop);
  }
}
