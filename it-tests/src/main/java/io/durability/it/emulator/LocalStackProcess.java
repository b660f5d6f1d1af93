package io.durability.it.emulator;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** LocalStack, with S3 only, from a Python environment that was installed for it. */
final class LocalStackProcess implements Rung<S3Endpoint> {

  static final String VERSION = "4.14.0";

  private final Path installed;
  private final Path logs;

  LocalStackProcess(Path tools, Path logs) {
    this.installed = tools.resolve("localstack-" + VERSION);
    this.logs = logs;
  }

  @Override
  public String name() {
    return "localstack";
  }

  @Override
  public Optional<String> missing() {
    // Written last, after a look at whether it works: an installation that was cut off has none.
    return Files.exists(installed.resolve("serves-s3"))
        ? Optional.empty()
        : Optional.of("not in " + installed + ": it-tests/install-emulators localstack");
  }

  @Override
  public Running<S3Endpoint> start() throws IOException {
    String address = "127.0.0.1:" + ChildServer.freePort();
    ChildServer server =
        ChildServer.start(
            name(),
            List.of(installed.resolve("bin/python").toString(), "-m", "localstack.runtime.main"),
            Map.of(
                "SERVICES", "s3",
                "EAGER_SERVICE_LOADING", "1",
                "GATEWAY_LISTEN", address,
                "DNS_ADDRESS", "0",
                "DISABLE_EVENTS", "1",
                "SKIP_SSL_CERT_DOWNLOAD", "1",
                "PERSISTENCE", "0"),
            logs,
            output -> output.contains("Ready."));
    return new Running<>(
        name(),
        VERSION,
        new S3Endpoint(
            URI.create("http://" + address), "us-east-1", "durability-it", "test", "test", true),
        server::close);
  }
}
