package io.durability.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.identity.DefaultAzureCredentialBuilder;

/**
 * Whoever this process is signed in as: what the environment names, the identity of the machine or
 * the pod, or a developer's. The only class that needs azure-identity, which users add themselves.
 */
final class AmbientIdentity {

  private AmbientIdentity() {}

  /** Finds nothing out yet; each first request does. */
  static TokenCredential credential(HttpClient http) {
    return new DefaultAzureCredentialBuilder().httpClient(http).build();
  }
}
