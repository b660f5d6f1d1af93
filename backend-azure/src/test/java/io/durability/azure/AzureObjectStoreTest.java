package io.durability.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import io.durability.errors.UnavailableException;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.ObjectStoreOptions;
import io.durability.objectstore.PutCondition;
import io.durability.objectstore.Upload;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.Survives;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the adapter sends and shows, against a server that says what a test wants. */
final class AzureObjectStoreTest {

  private static final String CANARY = "canary0secret";
  private static final String KEY =
      Base64.getEncoder().encodeToString(CANARY.getBytes(StandardCharsets.US_ASCII));
  private static final String SAS = "sv=2025-05-05&sp=rwdl&sig=" + CANARY + "%3D";
  private static final URI PLACE = URI.create("azblob://account/container/p");
  private static final PutCondition ABSENT = new PutCondition.Absent();

  private ScriptedAzure azure;

  @BeforeEach
  void start() throws Exception {
    azure = new ScriptedAzure();
  }

  @AfterEach
  void stop() {
    azure.close();
  }

  private AzureObjectStore open(Map<String, String> more) {
    Map<String, String> options = new HashMap<>(more);
    options.put("endpoint", azure.endpoint());
    return AzureObjectStore.open(PLACE, options);
  }

  private AzureObjectStore open() {
    return open(Map.of("sasToken", SAS));
  }

  private static ObjectStoreException failure(CompletableFuture<?> request) {
    assertThat(request).failsWithin(20, TimeUnit.SECONDS);
    try {
      throw new AssertionError("gave " + request.join());
    } catch (CompletionException e) {
      assertThat(e.getCause()).isInstanceOf(ObjectStoreException.class);
      return (ObjectStoreException) e.getCause();
    }
  }

  /** One request of each kind. */
  private static List<CompletableFuture<?>> everyRequest(AzureObjectStore store) {
    ByteBuffer content = ByteBuffer.wrap(new byte[10]);
    Upload upload = store.beginUpload("key", Map.of()).join();
    return List.of(
        store.put("key", content, Map.of("op", "1"), ABSENT),
        store.put("key", content, Map.of(), new PutCondition.Matches("0x8D")),
        store.get("key", 5, 10, Optional.of("0x8D")),
        store.head("key"),
        store.list("k", "", Optional.empty()),
        store.delete(List.of("key")),
        store.uploadPart(upload, 1, content),
        store.completeUpload(upload, List.of("10"), ABSENT));
  }

  @ParameterizedTest
  @CsvSource({
    "403, AuthenticationFailed, DENIED",
    "500, InternalError, UNKNOWN",
    "503, ServerBusy, THROTTLED",
    "400, InvalidHeaderValue, REJECTED",
    "429, TooManyRequests, THROTTLED",
    "408, RequestTimeout, UNKNOWN"
  })
  void everyRequest_refused_isSentOnce_andShowsNoSecret(int status, String code, Kind kind) {
    azure.answering(status, code);
    for (Map<String, String> credentials :
        List.of(Map.of("sasToken", SAS), Map.of("accountKey", KEY))) {
      try (AzureObjectStore store = open(credentials)) {
        for (CompletableFuture<?> request : everyRequest(store)) {
          ObjectStoreException refusal = failure(request);
          assertThat(refusal.kind()).as(refusal.toString()).isEqualTo(kind);
          assertThat(refusal).hasMessageContaining(status + " " + code);
          assertThat(refusal).hasMessageContaining("request-7");
          assertThat(text(refusal)).doesNotContain(CANARY, KEY, "sig=", "SharedKey");
        }
        assertThat(store.toString()).isEqualTo("azblob://account/container/p/");
      }
    }
    assertThat(azure.asked()).as("each sent once").hasSize(2 * 8);
  }

  @Test
  void everyRequest_answerCutShort_isUnknown_sentOnce_showsNoSecret() {
    azure.answering(500, "InternalError").cutting();
    try (AzureObjectStore store = open()) {
      for (CompletableFuture<?> request : everyRequest(store)) {
        ObjectStoreException failure = failure(request);
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Kind.UNKNOWN);
        assertThat(text(failure)).doesNotContain(CANARY, "sig=");
      }
    }
    // A later JDK's HTTP client repeats a GET by itself if the connection ends before an answer.
    assertThat(azure.asked().stream().filter(asked -> !asked.method().equals("GET")))
        .as("each change, and each HEAD, sent once")
        .hasSize(6);
    assertThat(azure.asked().stream().filter(asked -> asked.method().equals("GET")))
        .as("a read and a listing, at most repeated")
        .hasSizeBetween(2, 4);
  }

  @Test
  void everyRequest_nobodyThere_isUnknown_showsNoSecret() {
    AzureObjectStore store = open();
    azure.close();
    for (CompletableFuture<?> request : everyRequest(store)) {
      ObjectStoreException failure = failure(request);
      assertThat(failure.kind()).as(failure.toString()).isEqualTo(Kind.UNKNOWN);
      assertThat(text(failure)).doesNotContain(CANARY, "sig=");
    }
  }

  @Test
  void directory_deniedAccess_tellsSo_showsNoSecret() {
    azure.answering(403, "AuthenticationFailed");
    ObjectStoreOptions options =
        ObjectStoreOptions.builder().patience(Duration.ofSeconds(1)).build();
    try (ObjectStoreDirectory directory = new ObjectStoreDirectory(open(), options)) {
      assertThatThrownBy(() -> directory.stat(FileName.of("a")))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("renew the credentials")
          .satisfies(e -> assertThat(text(e)).doesNotContain(CANARY, "sig="));
    }
  }

  /** Everything that a log might hold of a failure. */
  private static String text(Throwable failure) {
    StringWriter all = new StringWriter();
    failure.printStackTrace(new PrintWriter(all, true));
    return all.toString();
  }

  @Test
  void callersClient_retriesAreLeftOut() {
    BlobContainerAsyncClient client =
        new BlobContainerClientBuilder()
            .endpoint(azure.endpoint())
            .containerName("container")
            .sasToken(SAS)
            .httpClient(OwnClient.http())
            .buildAsyncClient();
    azure.answering(503, "ServerBusy");
    try (AzureObjectStore store = AzureObjectStore.of(client, "p", Map.of("survives", "zone"))) {
      everyRequest(store).forEach(AzureObjectStoreTest::failure);
      assertThat(store.traits().survives()).isEqualTo(Survives.ZONE);
      assertThat(store.toString()).endsWith("/container/p/");
    }
    assertThat(azure.asked()).hasSize(8);
    assertThat(azure.asked().get(0).uri())
        .startsWith("/account/container/p%2Fkey?")
        .contains("sig=");
  }

  @Test
  void put_sendsConditionMetadataAndChecksum() {
    azure.answering(409, "BlobAlreadyExists");
    ByteBuffer content = ByteBuffer.wrap("content".getBytes(StandardCharsets.US_ASCII));
    try (AzureObjectStore store = open()) {
      assertThat(failure(store.put("k", content, Map.of("op", "7f"), ABSENT)).kind())
          .isEqualTo(Kind.CONDITION_FAILED);
      failure(store.put("k", content, Map.of(), new PutCondition.Matches("0x8D")));
    }
    ScriptedAzure.Asked create = azure.asked().get(0);
    assertThat(create.method()).isEqualTo("PUT");
    assertThat(create.header("If-none-match")).isEqualTo("*");
    assertThat(create.header("X-ms-meta-op")).isEqualTo("7f");
    assertThat(create.header("X-ms-blob-type")).isEqualTo("BlockBlob");
    assertThat(create.header("Content-md5")).isEqualTo("mgNkuembtIDdJeHwKEyFVQ==");
    assertThat(azure.asked().get(1).header("If-match")).isEqualTo("\"0x8D\"");
  }

  @Test
  void options_encryptionVersionChecksums_arePassedOn() {
    azure.answering(500, "InternalError");
    ByteBuffer content = ByteBuffer.wrap(new byte[1]);
    Map<String, String> options =
        Map.of(
            "accountKey", KEY,
            "encryptionScope", "scope-1",
            "serviceVersion", "2024-05-04",
            "checksums", "false");
    try (AzureObjectStore store = open(options)) {
      failure(store.put("k", content, Map.of(), ABSENT));
    }
    ScriptedAzure.Asked put = azure.asked().get(0);
    assertThat(put.header("X-ms-encryption-scope")).isEqualTo("scope-1");
    assertThat(put.header("X-ms-version")).isEqualTo("2024-05-04");
    assertThat(put.headers()).doesNotContainKey("Content-md5");
    assertThat(put.header("Authorization")).startsWith("SharedKey account:");
  }

  @Test
  void complete_blocksGoneBecauseAnotherWasCommitted_conditionIsToldFirst() {
    try (AzureObjectStore store = open()) {
      Upload upload = store.beginUpload("key", Map.of()).join();
      azure.answering(400, "InvalidBlockList");
      // The look at the blob that follows gets the same answer: no such blob.
      assertThat(failure(store.completeUpload(upload, List.of("1"), ABSENT)).kind())
          .isEqualTo(Kind.NOT_FOUND);
      assertThat(azure.asked())
          .extracting(ScriptedAzure.Asked::method)
          .containsExactly("PUT", "HEAD");
      assertThat(
              failure(store.completeUpload(upload, List.of("1"), new PutCondition.None())).kind())
          .isEqualTo(Kind.NOT_FOUND);
      assertThat(
              failure(store.completeUpload(upload, List.of("1"), new PutCondition.Matches("v")))
                  .kind())
          .isEqualTo(Kind.CONDITION_FAILED);
    }
  }

  @Test
  void close_thenRequest_isRejected_nothingSent() {
    AzureObjectStore store = open();
    store.close();
    assertThat(failure(store.head("key")).kind()).isEqualTo(Kind.REJECTED);
    assertThat(azure.asked()).isEmpty();
  }

  @Test
  void arguments_malformed_areRefused() {
    List<Callable<CompletableFuture<?>>> calls = new ArrayList<>();
    try (AzureObjectStore store = open()) {
      Upload upload = store.beginUpload("key", Map.of()).join();
      ByteBuffer empty = ByteBuffer.allocate(0);
      calls.add(() -> store.put("/key", empty, Map.of(), ABSENT));
      calls.add(() -> store.get("key", -1, 1, Optional.empty()));
      calls.add(() -> store.get("key", 0, 0, Optional.empty()));
      calls.add(() -> store.delete(List.of()));
      calls.add(() -> store.delete(List.of("a//b")));
      calls.add(() -> store.beginUpload("a~", Map.of()));
      calls.add(() -> store.uploadPart(upload, 0, empty));
      calls.add(() -> store.uploadPart(upload, 50_001, empty));
      calls.add(() -> store.completeUpload(upload, List.of("tag"), ABSENT));
      for (Callable<CompletableFuture<?>> call : calls) {
        assertThatIllegalArgumentException().isThrownBy(call::call);
      }
    }
    assertThat(azure.asked()).isEmpty();
  }

  @Test
  void provider_isFound_opensWithoutARequest() throws Exception {
    try (Directory directory =
        Directories.open(PLACE, Map.of("endpoint", azure.endpoint(), "accountKey", KEY))) {
      assertThat(directory).hasToString("azblob://account/container/p/");
      assertThat(directory.traits().survives()).isEqualTo(Survives.MACHINE);
    }
    assertThat(azure.asked()).isEmpty();
  }

  @Test
  void warmUp_needsNothing() {
    AzureObjectStore.warmUp();
    AzureObjectStore.warmUp();
  }
}
