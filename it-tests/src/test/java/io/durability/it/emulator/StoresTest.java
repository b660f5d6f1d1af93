package io.durability.it.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoresTest {

  @TempDir private Path folder;

  private Stores stores(Map<String, String> environment) {
    return new Stores(environment, folder.resolve("jars"), folder.resolve("tools"), folder);
  }

  private static PrintStream nowhere() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }

  @Test
  void requires_namesInAList() {
    Stores some = stores(Map.of("DURABILITY_IT_REQUIRE", "s3, azure"));

    assertThat(some.requires("s3")).isTrue();
    assertThat(some.requires("azure")).isTrue();
    assertThat(some.requires("rocksdb")).isFalse();
    assertThat(stores(Map.of()).requires("s3")).isFalse();
  }

  @Test
  void explicitEndpoint_isTakenFirst_withItsCredentialsHidden() throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String endpoint = "http://127.0.0.1:" + listening.getLocalPort();
      Stores named =
          stores(
              Map.of(
                  "DURABILITY_IT_S3_ENDPOINT", endpoint,
                  "DURABILITY_IT_S3_BUCKET", "mine",
                  "DURABILITY_IT_S3_SECRET_KEY", "canary"));

      Running<S3Endpoint> running = named.s3(nowhere()).climb().orElseThrow();

      assertThat(running.rung()).isEqualTo("explicit");
      assertThat(running.endpoint().bucket()).isEqualTo("mine");
      assertThat(running.endpoint().secretKey()).isEqualTo("canary");
      assertThat(running.toString() + running.endpoint()).doesNotContain("canary");
    }
  }

  @Test
  void explicitEndpointThatNobodyListensOn_isAnError_notAFallThrough() throws IOException {
    String endpoint = "http://127.0.0.1:" + ChildServer.freePort();

    assertThatThrownBy(
            () -> stores(Map.of("DURABILITY_IT_AZURE_ENDPOINT", endpoint)).azure(nowhere()).climb())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("DURABILITY_IT_AZURE_ENDPOINT")
        .hasMessageContaining(endpoint);
  }

  @Test
  void emulatorsNotInstalled_areNamedWithTheCommandThatInstallsThem() throws IOException {
    Map<String, String> noEngine = Map.of("DURABILITY_IT_AZURE_RUNG", "azurite");

    assertThatThrownBy(() -> stores(noEngine).azure(nowhere()).climb())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("it-tests/install-emulators azurite");
    assertThatThrownBy(
            () -> stores(Map.of("DURABILITY_IT_S3_RUNG", "localstack")).s3(nowhere()).climb())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("it-tests/install-emulators localstack");
  }

  @Test
  void installationThatWasCutOff_isMissing() throws IOException {
    Path bin = folder.resolve("tools/localstack-" + LocalStackProcess.VERSION + "/bin");
    Files.createDirectories(bin);
    Files.createFile(bin.resolve("python"));

    assertThat(new LocalStackProcess(folder.resolve("tools"), folder).missing()).isPresent();
  }

  @Test
  void serverThatEndsAtItsStart_isReportedWithWhatItSaid() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    assertThatThrownBy(
            () ->
                ChildServer.start(
                    "broken", List.of(java, "-no-such"), Map.of(), folder, out -> false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken ended at its start")
        .hasMessageContaining("no-such");
  }

  @Test
  void ladder_saysWhereItStands() throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      String endpoint = "http://127.0.0.1:" + listening.getLocalPort();

      stores(Map.of("DURABILITY_IT_AZURE_ENDPOINT", endpoint)).azure(out).climb();

      assertThat(said.toString(StandardCharsets.UTF_8)).contains("[azure]").contains(endpoint);
    }
  }
}
