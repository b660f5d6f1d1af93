package io.durability.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.storage.Survives;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** URIs and options, without a store. */
final class S3SettingsTest {

  private static final URI PLACE = URI.create("s3://bucket/some/prefix");

  private static Map<String, String> with(String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("region", "eu-central-1");
    options.put("accessKey", "canary-access-key");
    options.put("secretKey", "canary-secret-key");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }

  @Test
  void uri_opensADirectory_withoutARequest_withoutASecret() throws Exception {
    try (Directory directory = Directories.open(PLACE, with())) {
      assertThat(directory).hasToString("s3://bucket/some/prefix/");
      assertThat(directory.traits().survives()).isEqualTo(Survives.ZONE);
      assertThat(directory.traits().versionConditions()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3:bucket",
        "s3:///prefix",
        "s3://canary:canary@bucket/prefix",
        "s3://bucket/prefix?secret=canary",
        "s3://bucket/prefix#canary",
        "s3://bucket/a//b",
        "s3://bucket/a/../b",
        "s3://bucket/a%20b",
        "s3://bucket:9000/prefix"
      })
  void uri_malformed_isRefused_withoutASecret(String uri) {
    assertThatThrownBy(() -> S3ObjectStore.open(URI.create(uri), with()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("S3 URI malformed")
        .message()
        .doesNotContain("canary");
  }

  @ParameterizedTest
  @CsvSource({
    "pathStyle, yes",
    "checksums, never",
    "survives, doomsday",
    "parallelism, 0",
    "parallelism, 1025",
    "parallelism, many",
    "ifMatch, 1",
    "endpoint, canary",
    "endpoint, http://canary:canary@host",
    "endpoint, 'http://ho st/canary'",
    "colour, red"
  })
  void option_malformedOrUnknown_isRefused_withoutASecret(String name, String value) {
    assertThatThrownBy(() -> S3ObjectStore.open(PLACE, with(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name)
        .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("canary"));
  }

  @Test
  void accessKey_withoutSecretKey_isRefused() {
    Map<String, String> options = with();
    options.remove("secretKey");
    assertThatThrownBy(() -> S3ObjectStore.open(PLACE, options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("secretKey")
        .hasMessageNotContainingAny("canary");
  }

  @Test
  void traits_tellWhereTheObjectsAre() {
    try (S3ObjectStore other =
            S3ObjectStore.open(PLACE, with("endpoint", "http://127.0.0.1:1", "ifMatch", "false"));
        S3ObjectStore oneZone =
            S3ObjectStore.open(URI.create("s3://b--euc1-az1--x-s3/p"), with())) {
      assertThat(other.traits().survives()).isEqualTo(Survives.MACHINE);
      assertThat(other.traits().matchConditions()).isFalse();
      assertThat(oneZone.traits().survives()).isEqualTo(Survives.MACHINE);
    }
  }

  @Test
  void client_thatSendsAgain_isRefused() {
    try (S3Client client = S3Client.builder().region(Region.EU_CENTRAL_1).build()) {
      assertThatThrownBy(() -> S3ObjectStore.of(client, "bucket", "", Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("doNotRetry");
    }
  }
}
