package io.durability.it.emulator;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** S3Proxy, with everything in its memory, from jars that the build has put into a folder. */
final class S3ProxyProcess implements Rung<S3Endpoint> {

  private static final String IDENTITY = "durability";
  private static final String CREDENTIAL = "not-a-secret";
  private static final String BUCKET = "durability-it";

  private final Path jars;
  private final Path logs;

  S3ProxyProcess(Path jars, Path logs) {
    this.jars = jars;
    this.logs = logs;
  }

  @Override
  public String name() {
    return "s3proxy";
  }

  @Override
  public Optional<String> missing() {
    return Files.isDirectory(jars)
        ? Optional.empty()
        : Optional.of("no jars in " + jars + ": mvn process-resources -pl it-tests/emulators");
  }

  @Override
  public Running<S3Endpoint> start() throws IOException {
    URI endpoint = URI.create("http://127.0.0.1:" + ChildServer.freePort());
    Files.createDirectories(logs);
    Path settings = Files.createTempDirectory(logs, "s3proxy-");
    Path properties = settings.resolve("s3proxy.conf");
    Files.writeString(
        properties,
        String.join(
            "\n",
            "s3proxy.endpoint=" + endpoint,
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + IDENTITY,
            "s3proxy.credential=" + CREDENTIAL,
            "jclouds.provider=transient",
            "jclouds.identity=local",
            "jclouds.credential=local",
            ""));
    // Without it every request is logged, and the log outgrows the tests.
    Path logback = settings.resolve("logback.xml");
    Files.writeString(
        logback,
        "<configuration><appender name=\"out\" class=\"ch.qos.logback.core.ConsoleAppender\"><encoder>"
            + "<pattern>%d %level %logger{20} %msg%n</pattern></encoder></appender>"
            + "<root level=\"WARN\"><appender-ref ref=\"out\"/></root>"
            + "</configuration>");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ChildServer server =
        ChildServer.start(
            name(),
            List.of(
                java,
                "-Xmx2g",
                "-XX:+UseSerialGC",
                "-Dlogback.configurationFile=" + logback,
                "-cp",
                jars.resolve("*").toString(),
                "org.gaul.s3proxy.Main",
                "--properties",
                properties.toString()),
            Map.of(),
            logs,
            // It says nothing when it is ready.
            output -> Reachability.listens(endpoint));
    return new Running<>(
        name(),
        version(),
        // With If-Match two of sixteen writers win now and then.
        new S3Endpoint(endpoint, "us-east-1", BUCKET, IDENTITY, CREDENTIAL, false),
        server::close);
  }

  private String version() throws IOException {
    try (Stream<Path> files = Files.list(jars)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.matches("s3proxy-\\d.*\\.jar"))
          .map(file -> file.substring("s3proxy-".length(), file.length() - ".jar".length()))
          .findFirst()
          .orElse("of unknown version");
    }
  }
}
