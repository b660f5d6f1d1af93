package io.durability.it.emulator;

import java.io.IOException;
import java.util.Optional;
import org.testcontainers.azure.AzuriteContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** Azurite in a container. */
final class DockerAzurite implements Rung<AzureEndpoint> {

  private static final String TAG = AzuriteProcess.VERSION;

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public Optional<String> missing() {
    return DockerEngine.missing();
  }

  @Override
  public Running<AzureEndpoint> start() throws IOException {
    AzuriteContainer container =
        new AzuriteContainer(
            DockerImageName.parse("mcr.microsoft.com/azure-storage/azurite:" + TAG));
    // The newest SDK asks for a version of the service that it does not know yet.
    container.withCommand(
        "azurite", "--blobHost", "0.0.0.0", "--skipApiVersionCheck", "--disableTelemetry");
    container.waitingFor(Wait.forLogMessage(".*Blob service is successfully listening.*", 1));
    DockerEngine.start(container);
    return new Running<>(
        "docker azurite",
        TAG,
        new AzureEndpoint(AzuriteProcess.ACCOUNT, "durability-it", container.getConnectionString()),
        container::stop);
  }
}
