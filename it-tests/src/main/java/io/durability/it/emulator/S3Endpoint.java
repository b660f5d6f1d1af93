package io.durability.it.emulator;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/**
 * How to reach a store that speaks S3.
 *
 * @param endpoint where it listens
 * @param region what its clients name as region
 * @param bucket a bucket that exists, or one that may be created
 * @param accessKey the name of the credentials
 * @param secretKey the secret of the credentials
 * @param enforcesMatch whether of several writers with If-Match one wins, as far as is known
 */
public record S3Endpoint(
    URI endpoint,
    String region,
    String bucket,
    String accessKey,
    String secretKey,
    boolean enforcesMatch) {

  /** Returns the same store, reached at another address. */
  public S3Endpoint at(URI address) {
    return new S3Endpoint(address, region, bucket, accessKey, secretKey, enforcesMatch);
  }

  /** Returns the same store, with what has become known of it. */
  public S3Endpoint enforcingMatch(boolean known) {
    return new S3Endpoint(endpoint, region, bucket, accessKey, secretKey, known);
  }

  /** Returns the URI of a prefix, as users write it. */
  public URI place(String prefix) {
    return URI.create("s3://" + bucket + "/" + prefix);
  }

  /** Returns the options that go with the URI; secrets among them. */
  public Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    options.put("endpoint", endpoint.toString());
    options.put("region", region);
    options.put("pathStyle", "true");
    options.put("accessKey", accessKey);
    options.put("secretKey", secretKey);
    options.put("ifMatch", Boolean.toString(enforcesMatch));
    return options;
  }

  /**
   * Creates the bucket.
   *
   * @return false if it was there, as after the first use of a store that stays
   */
  public boolean createBucket() {
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(Region.of(region))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
            .build()) {
      client.createBucket(each -> each.bucket(bucket));
      return true;
    } catch (BucketAlreadyOwnedByYouException e) {
      return false;
    }
  }

  /** Shows no secret. */
  @Override
  public String toString() {
    return "s3://" + bucket + " at " + endpoint;
  }
}
