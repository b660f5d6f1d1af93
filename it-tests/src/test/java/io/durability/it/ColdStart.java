package io.durability.it;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.testkit.host.ChildJvm;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A process that does one thing durably, and tells how much CPU time it took from its start. */
final class ColdStart {

  static final String PUT = "put";
  static final String APPEND = "append";

  private ColdStart() {}

  /**
   * Runs.
   *
   * @param args {@value #PUT}, one PUT with the SDK alone, or {@value #APPEND}, a log that is
   *     claimed and appended to; URI
   */
  public static void main(String[] args) throws IOException {
    URI uri = URI.create(args[1]);
    Map<String, String> options = ChildJvm.options();
    if (args[0].equals(PUT)) {
      put(uri, options);
    } else {
      append(uri, options);
    }
    Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    System.out.println("cpu " + cpu.toMillis());
  }

  private static void put(URI uri, Map<String, String> options) {
    try (S3Client client =
        S3Client.builder()
            .httpClient(UrlConnectionHttpClient.create())
            .endpointOverride(URI.create(options.get("endpoint")))
            .region(Region.of(options.get("region")))
            .forcePathStyle(true)
            // As the adapter has it where an endpoint is given: not every store takes trailers.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(options.get("accessKey"), options.get("secretKey"))))
            .build()) {
      String key = uri.getPath().substring(1) + "/" + UUID.randomUUID();
      // Without a condition: the SDK sends it again when an answer is lost, and would be refused.
      client.putObject(
          request -> request.bucket(uri.getHost()).key(key), RequestBody.fromString("an entry"));
    }
  }

  private static void append(URI uri, Map<String, String> options) throws IOException {
    try (Directory directory = Directories.open(uri, options)) {
      Log<String> log = Log.open(directory, Codecs.utf8());
      log.appendDurable("an entry");
    }
  }
}
