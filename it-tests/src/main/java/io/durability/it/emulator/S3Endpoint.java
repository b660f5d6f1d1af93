package io.durability.it.emulator;

import java.net.URI;

/**
 * How to reach a store that speaks S3.
 *
 * @param endpoint where it listens
 * @param region what its clients name as region
 * @param bucket a bucket that exists, or one that may be created
 * @param accessKey the name of the credentials
 * @param secretKey the secret of the credentials
 */
public record S3Endpoint(
    URI endpoint, String region, String bucket, String accessKey, String secretKey) {

  /** Shows no secret. */
  @Override
  public String toString() {
    return "s3://" + bucket + " at " + endpoint;
  }
}
