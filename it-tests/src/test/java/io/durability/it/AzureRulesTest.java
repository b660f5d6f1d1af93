package io.durability.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import io.durability.it.emulator.AzureEndpoint;
import io.durability.it.emulator.Running;
import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectStore;
import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.PutCondition;
import io.durability.objectstore.Upload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Azure does in its own way, and what others may have done in the container. */
@OnStore("azure")
final class AzureRulesTest {

  private static final PutCondition ABSENT = new PutCondition.Absent();
  private static final PutCondition NONE = new PutCondition.None();

  /** More than one page of Azure's. */
  private static final int MANY = 5_010;

  private static final int IN_FLIGHT = 64;

  private final AzureStore azure = (AzureStore) TestedStores.get("azure");
  private final String prefix = TestedStores.newPrefix();
  private ObjectStore store;

  @BeforeEach
  void open() {
    store = azure.open(prefix);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private BlobContainerClient container() {
    return new BlobContainerClientBuilder()
        .httpClient(new JdkHttpClientBuilder().build())
        .connectionString(azure.running().endpoint().connectionString())
        .containerName(azure.running().endpoint().container())
        .buildClient();
  }

  private static ByteBuffer bytes(int length) {
    return ByteBuffer.allocate(length);
  }

  private CompletableFuture<ObjectInfo> put(String key, PutCondition condition) {
    return store.put(key, bytes(10), Map.of(), condition);
  }

  private static void refused(CompletableFuture<?> request, Kind kind) {
    assertThatThrownBy(request::join)
        .hasCauseInstanceOf(ObjectStoreException.class)
        .satisfies(e -> assertThat(((ObjectStoreException) e.getCause()).kind()).isEqualTo(kind));
  }

  private Set<String> keys() {
    Set<String> found = new HashSet<>();
    Listings.all(store, "").forEach(object -> assertThat(found.add(object.key())).isTrue());
    return found;
  }

  @Test
  void races_everyCondition_oneWins() throws Exception {
    int rounds = Counts.of(20, 200);
    RungProbe probe = azure.probe(rounds);
    assertThat(probe).isEqualTo(new RungProbe(rounds, 0, 0, true));
    Counts.figure("azure-races", probe + " on " + azure);
  }

  @Test
  void listing_ofMoreThanAPage_isComplete() {
    List<CompletableFuture<ObjectInfo>> underWay = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      underWay.add(put("many/" + i, NONE));
      if (underWay.size() == IN_FLIGHT) {
        underWay.forEach(CompletableFuture::join);
        underWay.clear();
      }
    }
    underWay.forEach(CompletableFuture::join);
    assertThat(keys()).hasSize(MANY);
    assertThat(store.list("many/", "", Optional.empty()).join().next()).isPresent();
  }

  @Test
  void segmentThatEndsWithADot_isKept() {
    for (String key : List.of("a.", "a./b", "a..", "a", "a.b")) {
      put(key, ABSENT).join();
    }
    assertThat(keys()).containsExactlyInAnyOrder("a.", "a./b", "a..", "a", "a.b");
    assertThat(store.list("a./", "", Optional.empty()).join().objects()).hasSize(1);
    store.delete(List.of("a.", "a./b")).join();
    assertThat(keys()).containsExactlyInAnyOrder("a..", "a", "a.b");
  }

  @Test
  void folderOfAnAccountWithFolders_isNoObject() {
    put("wal/1", ABSENT).join();
    container()
        .getBlobClient(prefix + "/wal")
        .getBlockBlobClient()
        .uploadWithResponse(
            new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(new byte[0]))
                .setMetadata(Map.of("hdi_isfolder", "true")),
            null,
            null);
    assertThat(keys()).containsExactly("wal/1");
    assertThat(store.head("wal").join()).isEmpty();
  }

  @Test
  void blobWithSnapshot_isDeleted() {
    put("key", ABSENT).join();
    container().getBlobClient(prefix + "/key").createSnapshot();
    store.delete(List.of("key")).join();
    assertThat(keys()).isEmpty();
    put("key", ABSENT).join();
  }

  @Test
  void blocksOfOneName_goWhenOthersAreCommitted_conditionIsTold() {
    Upload first = store.beginUpload("key", Map.of()).join();
    Upload second = store.beginUpload("key", Map.of()).join();
    String tagOfFirst = store.uploadPart(first, 1, bytes(10)).join();
    String tagOfSecond = store.uploadPart(second, 1, bytes(20)).join();
    store.completeUpload(first, List.of(tagOfFirst), ABSENT).join();
    refused(store.completeUpload(second, List.of(tagOfSecond), ABSENT), Kind.CONDITION_FAILED);
    assertThat(store.head("key").join().map(ObjectInfo::size)).contains(10L);
  }

  @Test
  void completion_sentAgain_isRefusedAsTaken() {
    Upload upload = store.beginUpload("key", Map.of("op", "1")).join();
    String tag = store.uploadPart(upload, 1, bytes(10)).join();
    ObjectInfo written = store.completeUpload(upload, List.of(tag), ABSENT).join();
    // As after a lost answer: the layer then finds its own operation there.
    refused(store.completeUpload(upload, List.of(tag), ABSENT), Kind.NOT_FOUND);
    assertThat(store.head("key").join().orElseThrow().metadata()).isEqualTo(Map.of("op", "1"));
    assertThat(store.head("key").join().orElseThrow().version()).isEqualTo(written.version());
  }

  @Test
  void containerThatIsNotThere_isRejected() {
    AzureStore elsewhere =
        new AzureStore(
            new Running<>(
                azure.running().rung(),
                azure.running().version(),
                new AzureEndpoint(
                    azure.running().endpoint().account(),
                    "no-such-container",
                    azure.running().endpoint().connectionString()),
                () -> {}),
            azure.endpoint());
    try (ObjectStore none = elsewhere.open(prefix)) {
      refused(none.put("key", bytes(1), Map.of(), ABSENT), Kind.REJECTED);
      refused(none.list("", "", Optional.empty()), Kind.REJECTED);
      refused(none.delete(List.of("key")), Kind.REJECTED);
    }
  }
}
