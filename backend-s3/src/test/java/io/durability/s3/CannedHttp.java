package io.durability.s3;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Answers every request of the real SDK with one answer, and keeps the requests. */
final class CannedHttp implements SdkHttpClient {

  static final String SECRET = "canary-secret-key";
  static final String TOKEN = "canary-session-token";

  final List<SdkHttpRequest> requests = new CopyOnWriteArrayList<>();

  /** No answer comes before this is complete. */
  volatile CompletableFuture<?> gate = CompletableFuture.completedFuture("open");

  /** How many bodies were broken off. */
  final AtomicInteger aborted = new AtomicInteger();

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  CannedHttp(int status, Map<String, String> headers, String body) {
    this(status, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  CannedHttp(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body.clone();
  }

  /** Returns an answer that says no. */
  static CannedHttp error(int status, String code) {
    return new CannedHttp(
        status, Map.of(), "<Error><Code>" + code + "</Code><Message>told so</Message></Error>");
  }

  /** Returns the adapter over a client of the SDK that talks to this. */
  S3ObjectStore store() {
    return store("bucket", Map.of());
  }

  S3ObjectStore store(String bucket, Map<String, String> options) {
    S3Client client =
        S3Client.builder()
            .httpClient(this)
            .region(Region.EU_CENTRAL_1)
            .endpointOverride(URI.create("http://127.0.0.1"))
            .forcePathStyle(true)
            .disableS3ExpressSessionAuth(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsSessionCredentials.create("canary-access-key", SECRET, TOKEN)))
            .overrideConfiguration(each -> each.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    return S3ObjectStore.of(client, bucket, "prefix", options);
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    requests.add(request.httpRequest());
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() {
        gate.join();
        SdkHttpFullResponse.Builder response = SdkHttpFullResponse.builder().statusCode(status);
        headers.forEach(response::putHeader);
        return HttpExecuteResponse.builder()
            .response(response.build())
            .responseBody(
                AbortableInputStream.create(
                    new ByteArrayInputStream(body), aborted::incrementAndGet))
            .build();
      }

      @Override
      public void abort() {
        // Nothing is under way.
      }
    };
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
