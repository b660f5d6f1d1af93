package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectStore;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.PutCondition;
import io.durability.objectstore.Upload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The contract of an {@link ObjectStore}: one case for each thing that the layer above relies on.
 * An adapter extends this class, says how its store is opened, and passes all of it:
 *
 * <pre>{@code
 * class MyObjectStoreTest extends ObjectStoreContractTest {
 *   @Override
 *   protected ObjectStore open() {
 *     return new MyObjectStore(client, "bucket", "test-" + UUID.randomUUID() + "/");
 *   }
 * }
 * }</pre>
 *
 * <p>No case is skipped: where a store may do one thing or another, the case asks {@link
 * ObjectStore#traits} and checks what they declare. The cases come from package-private
 * superclasses, a few clauses in each, so that they can be read; for JUnit it is one flat class.
 */
public abstract class ObjectStoreContractTest extends ObjectListClauses {

  private static final byte[] A = bytes(5_000, 'a');
  private static final byte[] B = bytes(5_000, 'b');

  /** For subclasses. */
  protected ObjectStoreContractTest() {}

  @Override
  protected abstract ObjectStore open() throws Exception;

  @Override
  protected void dispose() throws Exception {}

  @Override
  protected List<String> secrets() {
    return List.of();
  }

  @Override
  protected int keyBytesMax() {
    return super.keyBytesMax();
  }

  @Override
  protected boolean keysBelowKeys() {
    return super.keysBelowKeys();
  }

  @Override
  protected void await(CompletableFuture<?> request) throws Exception {
    super.await(request);
  }

  @Test
  void upload_complete_isThereWhole() throws Exception {
    int full = Math.toIntExact(store.traits().partBytesMin());
    byte[] content = bytes(2 * full + 10, 3);
    Upload upload = ok(store.beginUpload("key", Map.of("m", "1")));
    List<String> tags = new ArrayList<>();
    for (int part = 1; part <= 3; part++) {
      tags.add(ok(store.uploadPart(upload, part, part(content, part, full))));
    }
    ObjectInfo written = ok(store.completeUpload(upload, tags, ABSENT));
    assertContent("key", content);
    assertThat(written.key()).isEqualTo("key");
    assertThat(written.size()).isEqualTo(content.length);
    ObjectInfo head = ok(store.head("key")).orElseThrow();
    assertThat(head.version()).isEqualTo(written.version());
    assertThat(head.metadata()).isEqualTo(Map.of("m", "1"));
  }

  private static ByteBuffer part(byte[] content, int part, int full) {
    int from = (part - 1) * full;
    return ByteBuffer.wrap(content, from, Math.min(full, content.length - from));
  }

  @Test
  void upload_partsAtOnceInAnyOrder_areInTheirPlaces() throws Exception {
    int full = Math.toIntExact(store.traits().partBytesMin());
    byte[] content = bytes(3 * full + 1, 4);
    Upload upload = ok(store.beginUpload("key", Map.of()));
    List<CompletableFuture<String>> sent = new ArrayList<>();
    for (int part = 4; part >= 1; part--) {
      sent.add(0, store.uploadPart(upload, part, part(content, part, full)));
    }
    List<String> tags = new ArrayList<>();
    for (CompletableFuture<String> each : sent) {
      tags.add(ok(each));
    }
    ok(store.completeUpload(upload, tags, NONE));
    assertContent("key", content);
  }

  @Test
  void upload_partSentAgain_lastOneCounts() throws Exception {
    Upload upload = ok(store.beginUpload("key", Map.of()));
    ok(store.uploadPart(upload, 1, ByteBuffer.wrap(A)));
    String tag = ok(store.uploadPart(upload, 1, ByteBuffer.wrap(B)));
    ok(store.completeUpload(upload, List.of(tag), ABSENT));
    assertContent("key", B);
  }

  @Test
  void upload_beforeComplete_nothingIsVisible() throws Exception {
    List<String> tags = new ArrayList<>();
    uploaded("key", A, tags);
    assertAbsent("key");
  }

  @Test
  void upload_beforeComplete_existingStays() throws Exception {
    put("key", B);
    List<String> tags = new ArrayList<>();
    Upload upload = uploaded("key", A, tags);
    assertContent("key", B);
    ok(store.completeUpload(upload, tags, NONE));
    assertContent("key", A);
  }

  @Test
  void upload_completeAbsentOnTakenKey_isRefused() throws Exception {
    List<String> tags = new ArrayList<>();
    Upload upload = uploaded("key", A, tags);
    put("key", B);
    refused(store.completeUpload(upload, tags, ABSENT), Kind.CONDITION_FAILED);
    assertContent("key", B);
    ok(store.abortUpload(upload));
    assertContent("key", B);
  }

  @Test
  void upload_completeAbsentRace_oneWins() throws Exception {
    List<CompletableFuture<ObjectInfo>> racers = new ArrayList<>();
    List<Upload> uploads = new ArrayList<>();
    List<List<String>> tags = new ArrayList<>();
    for (int i = 0; i < RACERS; i++) {
      tags.add(new ArrayList<>());
      uploads.add(uploaded("key", bytes(1_000, i), tags.get(i)));
    }
    for (int i = 0; i < RACERS; i++) {
      racers.add(store.completeUpload(uploads.get(i), tags.get(i), ABSENT));
    }
    assertThat(winners(racers, Kind.CONDITION_FAILED, Kind.CONFLICT)).as("winners").isEqualTo(1);
    for (int i = 0; i < RACERS; i++) {
      if (!racers.get(i).isCompletedExceptionally()) {
        assertContent("key", bytes(1_000, i));
      }
    }
  }

  @Test
  void upload_completeMatches_isChecked() throws Exception {
    String stale = put("key", B).version();
    String version = put("key", bytes(10, 1)).version();
    List<String> tags = new ArrayList<>();
    Upload upload = uploaded("key", A, tags);
    if (store.traits().matchConditions()) {
      refused(
          store.completeUpload(upload, tags, new PutCondition.Matches(stale)),
          Kind.CONDITION_FAILED);
      assertContent("key", bytes(10, 1));
      List<String> again = new ArrayList<>();
      Upload second = uploaded("key", A, again);
      ok(store.completeUpload(second, again, new PutCondition.Matches(version)));
      assertContent("key", A);
    } else {
      refused(store.completeUpload(upload, tags, new PutCondition.Matches(version)), Kind.REJECTED);
      assertContent("key", bytes(10, 1));
    }
  }

  @Test
  void upload_aborted_leavesNothing() throws Exception {
    List<String> tags = new ArrayList<>();
    Upload upload = uploaded("key", A, tags);
    ok(store.abortUpload(upload));
    assertAbsent("key");
    refused(store.completeUpload(upload, tags, NONE), Kind.NOT_FOUND, Kind.REJECTED);
    assertAbsent("key");
  }

  @Test
  void upload_abortedTwiceOrUnknown_counts() throws Exception {
    List<String> tags = new ArrayList<>();
    Upload upload = uploaded("key", A, tags);
    ok(store.abortUpload(upload));
    ok(store.abortUpload(upload));
  }

  @Test
  void upload_twoOfOneKey_areIndependent() throws Exception {
    List<String> tagsA = new ArrayList<>();
    List<String> tagsB = new ArrayList<>();
    Upload a = uploaded("key", A, tagsA);
    Upload b = uploaded("key", B, tagsB);
    ok(store.abortUpload(a));
    ok(store.completeUpload(b, tagsB, ABSENT));
    assertContent("key", B);
  }

  @Test
  void listUploads_showsNoneThatIsOver() throws Exception {
    List<String> tags = new ArrayList<>();
    Upload completed = uploaded("dir/a", A, tags);
    Upload aborted = uploaded("dir/b", A, new ArrayList<>());
    Upload open = uploaded("dir/c", A, new ArrayList<>());
    Upload other = uploaded("other", A, new ArrayList<>());
    ok(store.completeUpload(completed, tags, NONE));
    ok(store.abortUpload(aborted));
    // A store that cannot tell lists none.
    assertThat(ok(store.listUploads("dir/"))).isIn(List.of(), List.of(open));
    ok(store.abortUpload(open));
    ok(store.abortUpload(other));
    assertThat(ok(store.listUploads("dir/"))).isEmpty();
  }

  @Test
  void cancelled_request_leavesWholeOrNothing() throws Exception {
    for (int i = 0; i < 10; i++) {
      CompletableFuture<ObjectInfo> request = putting("key-" + i, A, ABSENT);
      request.cancel(true);
    }
    for (int i = 0; i < 10; i++) {
      Optional<ObjectInfo> found = ok(store.head("key-" + i));
      if (found.isPresent()) {
        assertContent("key-" + i, A);
      }
    }
  }

  @Test
  void traits_areConstant() {
    assertThat(store.traits()).isEqualTo(store.traits());
    assertThat(store.traits().putBytesMax()).isGreaterThanOrEqualTo(1 << 20);
    assertThat(store.traits().partsMax()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void anyThread_mayCall() throws Exception {
    List<FutureTask<Integer>> tasks = new ArrayList<>();
    for (int t = 0; t < RACERS; t++) {
      int thread = t;
      tasks.add(
          new FutureTask<>(
              () -> {
                int right = 0;
                for (int i = 0; i < 10; i++) {
                  String key = "t" + thread + "/" + i;
                  ok(putting(key, bytes(100, i), ABSENT));
                  byte[] found = array(ok(store.get(key, 0, 100, Optional.empty())));
                  right += Arrays.equals(found, bytes(100, i)) ? 1 : 0;
                }
                return right;
              }));
    }
    for (FutureTask<Integer> task : tasks) {
      Thread thread = new Thread(task, "contract");
      thread.setDaemon(true);
      thread.start();
    }
    for (FutureTask<Integer> task : tasks) {
      assertThat(task.get(patience().toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(10);
    }
    assertThat(list("t")).hasSize(80);
  }

  @Test
  void close_twice_doesNoHarm() throws Exception {
    put("key", A);
    store.close();
    store.close();
  }
}
