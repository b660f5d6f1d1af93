package io.durability.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.BlobServiceVersion;
import io.durability.storage.Survives;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings, and where credentials come from. */
final class AzureOptionsTest {

  private static final String CANARY = "Y2FuYXJ5";
  private static final AzurePlace PLACE =
      AzurePlace.parse(URI.create("azblob://account/container/p"));

  private static BlobContainerAsyncClient build(
      Map<String, String> options, Map<String, String> environment) {
    return OwnClient.build(PLACE, AzureOptions.parse(options), environment, OwnClient.http());
  }

  private static String connection(String account) {
    return "DefaultEndpointsProtocol=https;AccountName="
        + account
        + ";AccountKey="
        + CANARY
        + ";EndpointSuffix=core.windows.net";
  }

  private static void refused(Map<String, String> options, String... told) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> build(options, Map.of()))
        .withMessageContainingAll(told)
        .satisfies(e -> assertThat(text(e)).doesNotContain(CANARY));
  }

  private static String text(Throwable failure) {
    StringWriter all = new StringWriter();
    failure.printStackTrace(new PrintWriter(all, true));
    return all.toString();
  }

  @Test
  void parse_defaults() {
    AzureOptions options = AzureOptions.parse(Map.of());
    assertThat(options.checksums()).isTrue();
    assertThat(options.survives()).isEqualTo(Survives.MACHINE);
    assertThat(options.serviceVersion()).isEmpty();
  }

  @Test
  void parse_values() {
    AzureOptions options =
        AzureOptions.parse(
            Map.of("survives", "region", "checksums", "false", "serviceVersion", "2025-05-05"));
    assertThat(options.checksums()).isFalse();
    assertThat(options.survives()).isEqualTo(Survives.REGION);
    assertThat(options.serviceVersion()).contains(BlobServiceVersion.V2025_05_05);
  }

  @Test
  void parse_unknownOrMalformed_isRefused_noSecretShown() {
    refused(Map.of("acountKey", CANARY), "acountKey", "accountKey");
    refused(Map.of("checksums", "yes"), "checksums", "true or false");
    refused(Map.of("survives", "flood"), "survives", "zone");
    refused(Map.of("serviceVersion", "1999-01-01"), "serviceVersion", "1999-01-01");
    refused(Map.of("endpoint", "https://u:" + CANARY + "@host"), "endpoint");
    refused(Map.of("endpoint", "https://host/?sig=" + CANARY), "endpoint");
    refused(Map.of("endpoint", "ht tp://" + CANARY), "endpoint");
    refused(Map.of("endpoint", "https://host;AccountKey=" + CANARY), "endpoint");
    refused(Map.of("accountKey", CANARY, "sasToken", "sig=" + CANARY), "accountKey", "sasToken");
    refused(Map.of("connectionString", connection("account"), "endpoint", "https://h"), "endpoint");
    refused(
        Map.of("accountKey", CANARY, "encryptionKey", CANARY, "encryptionScope", "s"),
        "encryptionScope");
  }

  @Test
  void credentials_malformed_areRefused_notShown() {
    refused(Map.of("connectionString", CANARY), "malformed");
    refused(Map.of("accountKey", CANARY + "%"), "malformed");
    refused(Map.of("sasToken", CANARY), "malformed");
    refused(Map.of("connectionString", connection("another")), "another", "account");
  }

  @Test
  void toString_showsNamesOnly() {
    assertThat(AzureOptions.parse(Map.of("accountKey", CANARY)))
        .hasToString("AzureOptions[accountKey]");
  }

  @Test
  void client_ofAnyCredentials_isOfThePlace() {
    for (Map<String, String> options :
        List.of(
            Map.of("connectionString", connection("account")),
            Map.of("accountKey", CANARY),
            Map.of("sasToken", "?sv=2025-05-05&sig=" + CANARY))) {
      assertThat(build(options, Map.of()).getBlobContainerUrl())
          .isEqualTo("https://account.blob.core.windows.net/container");
    }
    assertThat(
            build(
                    Map.of("accountKey", CANARY, "endpoint", "http://localhost:32768/account"),
                    Map.of())
                .getBlobContainerUrl())
        .isEqualTo("http://localhost:32768/account/container");
  }

  @Test
  void environment_isUsedWhereOptionsHaveNone() {
    assertThat(
            build(Map.of(), Map.of(OwnClient.ENVIRONMENT_CONNECTION_STRING, connection("account")))
                .getBlobContainerUrl())
        .isEqualTo("https://account.blob.core.windows.net/container");
    for (Map<String, String> environment :
        List.of(
            Map.of(OwnClient.ENVIRONMENT_KEY, CANARY),
            Map.of(OwnClient.ENVIRONMENT_SAS_TOKEN, "sig=" + CANARY))) {
      assertThat(build(Map.of(), environment).getBlobContainerName()).isEqualTo("container");
    }
  }

  @Test
  void environment_ofAnotherAccount_isNotUsed() {
    // With azure-identity on this class path, whoever is signed in.
    BlobContainerAsyncClient client =
        build(Map.of(), Map.of(OwnClient.ENVIRONMENT_CONNECTION_STRING, connection("another")));
    assertThat(client.getBlobContainerUrl())
        .isEqualTo("https://account.blob.core.windows.net/container");
  }

  @Test
  void identity_withoutTls_isRefused() {
    refused(Map.of("endpoint", "http://host"), "https");
  }
}
