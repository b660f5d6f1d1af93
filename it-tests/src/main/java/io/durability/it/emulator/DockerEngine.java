package io.durability.it.emulator;

import java.io.IOException;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;

/** Whether there is an engine for containers, and the start of one. */
final class DockerEngine {

  private DockerEngine() {}

  static Optional<String> missing() {
    return DockerClientFactory.instance().isDockerAvailable()
        ? Optional.empty()
        : Optional.of("no Docker engine answers (DOCKER_HOST names one)");
  }

  static void start(GenericContainer<?> container) throws IOException {
    try {
      container.start();
    } catch (ContainerLaunchException e) {
      throw new IOException("container did not start: " + container.getDockerImageName(), e);
    }
  }
}
