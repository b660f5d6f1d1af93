package io.durability.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/** The client that the adapter builds when its user brings none. */
final class OwnClient {

  /** What a store that is not Amazon's is told, unless a region is set: most don't look. */
  private static final Region REGION_OF_OTHERS = Region.US_EAST_1;

  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

  /** Longer than the layer above waits for an answer; then the thread is free again. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(15);

  private OwnClient() {}

  static SdkHttpClient http() {
    return UrlConnectionHttpClient.builder()
        .connectionTimeout(CONNECT_MAX)
        .socketTimeout(SILENCE_MAX)
        .build();
  }

  /**
   * Builds a client.
   *
   * @throws IllegalArgumentException if no region is set, here or where the SDK looks for one
   */
  static S3Client build(S3Options options, SdkHttpClient http) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(http)
            .credentialsProvider(credentials(options))
            // A request is sent once: what is to be sent again, the layer above decides. A retry in
            // here would meet its own first try and call it another's.
            .overrideConfiguration(each -> each.retryStrategy(AwsRetryStrategy.doNotRetry()))
            // Our checksum is a header, over the content as it is; the SDK's would be a trailer.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            // What is read has checksums of its own inside.
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .forcePathStyle(options.pathStyle())
            .serviceConfiguration(
                S3Configuration.builder()
                    .chunkedEncodingEnabled(false)
                    // It would cost every write a round trip.
                    .expectContinueEnabled(false)
                    .build());
    Optional<URI> endpoint = options.endpoint();
    Optional<Region> region = options.text(S3Options.REGION).map(Region::of);
    if (endpoint.isPresent()) {
      builder.endpointOverride(endpoint.get());
      region = region.or(() -> Optional.of(REGION_OF_OTHERS));
    }
    region.ifPresent(builder::region);
    try {
      return builder.build();
    } catch (SdkClientException e) {
      throw new IllegalArgumentException(
          "S3 client cannot be built; is option "
              + S3Options.REGION
              + " or AWS_REGION set? "
              + e.getMessage(),
          e);
    }
  }

  private static AwsCredentialsProvider credentials(S3Options options) {
    @Nullable String accessKey = options.text(S3Options.ACCESS_KEY).orElse(null);
    @Nullable String secretKey = options.text(S3Options.SECRET_KEY).orElse(null);
    if (accessKey == null || secretKey == null) {
      return new ChainedCredentials(DefaultCredentialsProvider.builder().build());
    }
    @Nullable String token = options.text(S3Options.SESSION_TOKEN).orElse(null);
    return StaticCredentialsProvider.create(
        token == null
            ? AwsBasicCredentials.create(accessKey, secretKey)
            : AwsSessionCredentials.create(accessKey, secretKey, token));
  }

  /** The SDK's chain; that it finds nothing is told apart from a request that got no answer. */
  private record ChainedCredentials(AwsCredentialsProvider chain)
      implements AwsCredentialsProvider {
    @Override
    public AwsCredentials resolveCredentials() {
      try {
        return chain.resolveCredentials();
      } catch (SdkClientException e) {
        throw new NoCredentialsException(e);
      }
    }
  }
}
