package io.durability.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.models.CustomerProvidedKey;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** The client that the adapter builds when its user brings none. */
final class OwnClient {

  /** Where Azure's own tools look for credentials. */
  static final String ENVIRONMENT_CONNECTION_STRING = "AZURE_STORAGE_CONNECTION_STRING";

  static final String ENVIRONMENT_KEY = "AZURE_STORAGE_KEY";
  static final String ENVIRONMENT_SAS_TOKEN = "AZURE_STORAGE_SAS_TOKEN";

  private static final String ACCOUNT_NAME = "AccountName";
  private static final String ACCOUNT_KEY = "AccountKey";

  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

  /** Longer than the layer above waits for an answer; then the connection is free again. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(15);

  private final AzurePlace place;
  private final AzureOptions options;
  private final Map<String, String> environment;

  private OwnClient(AzurePlace place, AzureOptions options, Map<String, String> environment) {
    this.place = place;
    this.options = options;
    this.environment = environment;
  }

  static HttpClient http() {
    java.net.http.HttpClient.Builder client =
        java.net.http.HttpClient.newBuilder().version(java.net.http.HttpClient.Version.HTTP_1_1);
    return new JdkHttpClientBuilder(client)
        .connectionTimeout(CONNECT_MAX)
        .writeTimeout(SILENCE_MAX)
        .responseTimeout(SILENCE_MAX)
        .readTimeout(SILENCE_MAX)
        .build();
  }

  /**
   * Builds a client.
   *
   * @param environment where credentials are looked for that the options don't have
   * @throws IllegalArgumentException if there are no credentials, or they are malformed or those of
   *     another account; the message shows none
   */
  static BlobContainerAsyncClient build(
      AzurePlace place, AzureOptions options, Map<String, String> environment, HttpClient http) {
    return new OwnClient(place, options, environment).build(http);
  }

  private BlobContainerAsyncClient build(HttpClient http) {
    BlobContainerClientBuilder builder =
        new BlobContainerClientBuilder()
            .httpClient(http)
            // A request is sent once: what is to be sent again, the layer above decides. A retry in
            // here would meet its own first try and call it another's.
            .retryOptions(
                new RequestRetryOptions(
                    RetryPolicyType.FIXED, 1, SILENCE_MAX, null, null, /* secondaryHost= */ null));
    options.serviceVersion().ifPresent(builder::serviceVersion);
    options.text(AzureOptions.ENCRYPTION_SCOPE).ifPresent(builder::encryptionScope);
    options
        .text(AzureOptions.ENCRYPTION_KEY)
        .ifPresent(key -> builder.customerProvidedKey(encryptionKey(key)));
    Optional<String> connection = connectionString();
    if (connection.isPresent()) {
      connect(builder, connection.get());
    } else {
      builder.endpoint(endpoint()).credential(identity(http));
    }
    return builder.containerName(place.container()).buildAsyncClient();
  }

  private Optional<String> connectionString() {
    return options
        .text(AzureOptions.CONNECTION_STRING)
        .or(() -> options.text(AzureOptions.ACCOUNT_KEY).map(this::withKey))
        .or(() -> options.text(AzureOptions.SAS_TOKEN).map(this::withSas))
        .or(this::connectionStringOfEnvironment)
        .or(() -> Optional.ofNullable(environment.get(ENVIRONMENT_KEY)).map(this::withKey))
        .or(() -> Optional.ofNullable(environment.get(ENVIRONMENT_SAS_TOKEN)).map(this::withSas));
  }

  /** The environment may be set for another account, or another endpoint. */
  private Optional<String> connectionStringOfEnvironment() {
    return Optional.ofNullable(environment.get(ENVIRONMENT_CONNECTION_STRING))
        .filter(text -> options.text(AzureOptions.ENDPOINT).isEmpty())
        .filter(text -> part(text, ACCOUNT_NAME).equals(Optional.of(place.account())));
  }

  /** As a connection string: only there an endpoint may be of any shape. */
  private String withKey(String key) {
    return "AccountName=" + place.account() + ";AccountKey=" + key + ";BlobEndpoint=" + endpoint();
  }

  private String withSas(String token) {
    return "BlobEndpoint="
        + endpoint()
        + ";SharedAccessSignature="
        + (token.startsWith("?") ? token.substring(1) : token);
  }

  private String endpoint() {
    return options
        .text(AzureOptions.ENDPOINT)
        .orElseGet(() -> "https://" + place.account() + ".blob.core.windows.net");
  }

  private void connect(BlobContainerClientBuilder builder, String connection) {
    Optional<String> account = part(connection, ACCOUNT_NAME);
    if (account.isPresent() && !account.get().equals(place.account())) {
      throw new IllegalArgumentException(
          "connection string of another account [expected="
              + place.account()
              + ", found="
              + account.get()
              + "]");
    }
    try {
      // The SDK would find out with the first request only.
      part(connection, ACCOUNT_KEY).ifPresent(Base64.getDecoder()::decode);
      builder.connectionString(connection);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // Without the cause: its message may have the text.
      throw new IllegalArgumentException(
          "connection string, key or SAS malformed [expected=as Azure's portal shows it]");
    }
  }

  private static Optional<String> part(String connection, String name) {
    for (String part : connection.split(";", -1)) {
      if (part.startsWith(name + "=")) {
        return Optional.of(part.substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }

  private static CustomerProvidedKey encryptionKey(String key) {
    try {
      return new CustomerProvidedKey(key);
    } catch (IllegalArgumentException e) {
      // Without the cause: its message may have the text.
      throw new IllegalArgumentException(
          "option malformed ["
              + AzureOptions.ENCRYPTION_KEY
              + ", expected=an AES-256 key, base64]");
    }
  }

  private static TokenCredential identity(HttpClient http) {
    try {
      return AmbientIdentity.credential(http);
    } catch (NoClassDefFoundError e) {
      throw new IllegalArgumentException(
          "no credentials [expected=option "
              + AzureOptions.CONNECTION_STRING
              + ", "
              + AzureOptions.ACCOUNT_KEY
              + " or "
              + AzureOptions.SAS_TOKEN
              + ", their like in the environment, or com.azure:azure-identity on the class path]",
          e);
    }
  }
}
