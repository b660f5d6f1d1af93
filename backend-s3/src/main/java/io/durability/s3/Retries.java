package io.durability.s3;

import java.util.Optional;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** Whether a client sends requests again by itself. */
final class Retries {

  private Retries() {}

  /**
   * Refuses a client that does: its second try of a conditional write may meet the first and call
   * it another's.
   *
   * @throws IllegalArgumentException if it does, or does not say that it doesn't
   */
  static void requireNone(S3Client client) {
    Optional<RetryStrategy> strategy =
        client.serviceClientConfiguration().overrideConfiguration().retryStrategy();
    if (strategy.isEmpty() || strategy.get().maxAttempts() > 1) {
      throw new IllegalArgumentException(
          "S3 client sends requests again by itself; build it with"
              + " overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))"
              + " [expected=1 try, found="
              + strategy.map(each -> each.maxAttempts() + " tries").orElse("the SDK's default")
              + "]");
    }
  }
}
