package io.durability.it.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Azurite's blob service, in its memory, from a folder that npm has filled. */
final class AzuriteProcess implements Rung<AzureEndpoint> {

  static final String VERSION = "3.35.0";

  /** The account of all emulators, with its published key. */
  static final String ACCOUNT = "devstoreaccount1";

  static final String KEY =
      "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

  private final Path main;
  private final Path logs;

  AzuriteProcess(Path tools, Path logs) {
    this.main = tools.resolve("azurite-" + VERSION + "/node_modules/azurite/dist/src/blob/main.js");
    this.logs = logs;
  }

  static String connectionString(String endpoint, String account, String key) {
    return "DefaultEndpointsProtocol="
        + endpoint.substring(0, endpoint.indexOf(':'))
        + ";AccountName="
        + account
        + ";AccountKey="
        + key
        + ";BlobEndpoint="
        + endpoint
        + ";";
  }

  @Override
  public String name() {
    return "azurite";
  }

  @Override
  public Optional<String> missing() {
    return Files.isReadable(main)
        ? Optional.empty()
        : Optional.of("no " + main + ": it-tests/install-emulators azurite");
  }

  @Override
  public Running<AzureEndpoint> start() throws IOException {
    int port = ChildServer.freePort();
    ChildServer server =
        ChildServer.start(
            name(),
            List.of(
                "node",
                main.toString(),
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                Integer.toString(port),
                "--inMemoryPersistence",
                "--silent",
                "--disableTelemetry",
                "--skipApiVersionCheck"),
            Map.of(),
            logs,
            output -> output.contains("successfully listens on"));
    String endpoint = "http://127.0.0.1:" + port + "/" + ACCOUNT;
    return new Running<>(
        name(),
        VERSION,
        new AzureEndpoint(ACCOUNT, "durability-it", connectionString(endpoint, ACCOUNT, KEY)),
        server::close);
  }
}
