package io.durability.azure;

import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.models.CustomerProvidedKey;
import com.azure.storage.common.policy.RequestRetryPolicy;
import java.util.ArrayList;
import java.util.List;

/** A caller's client, as it is, but for the retries. */
final class Unretried {

  private Unretried() {}

  /**
   * Returns a client of the same place that sends each request once: a second try of a conditional
   * write may meet the first and call it another's. It holds nothing that would have to be closed.
   *
   * @throws IllegalArgumentException if no such client can be made of it
   */
  static BlobContainerAsyncClient of(BlobContainerAsyncClient client) {
    HttpPipeline pipeline = client.getHttpPipeline();
    List<HttpPipelinePolicy> policies = new ArrayList<>();
    for (int at = 0; at < pipeline.getPolicyCount(); at++) {
      HttpPipelinePolicy policy = pipeline.getPolicy(at);
      if (!(policy instanceof RequestRetryPolicy) && !(policy instanceof RetryPolicy)) {
        policies.add(policy);
      }
    }
    BlobContainerClientBuilder builder =
        new BlobContainerClientBuilder()
            .endpoint(client.getBlobContainerUrl())
            .serviceVersion(client.getServiceVersion())
            .encryptionScope(client.getEncryptionScope())
            .pipeline(
                new HttpPipelineBuilder()
                    .policies(policies.toArray(HttpPipelinePolicy[]::new))
                    .httpClient(pipeline.getHttpClient())
                    .build());
    if (client.getCustomerProvidedKey() != null) {
      builder.customerProvidedKey(
          new CustomerProvidedKey(client.getCustomerProvidedKey().getEncryptionKey()));
    }
    BlobContainerAsyncClient rebuilt = builder.buildAsyncClient();
    if (!rebuilt.getBlobContainerUrl().equals(client.getBlobContainerUrl())) {
      throw new IllegalArgumentException(
          "address of the client cannot be read [expected="
              + client.getBlobContainerUrl()
              + ", found="
              + rebuilt.getBlobContainerUrl()
              + "]");
    }
    return rebuilt;
  }
}
