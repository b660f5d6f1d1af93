package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectRange;
import io.durability.objectstore.ObjectStoreException.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Cases of {@link ObjectStoreContractTest}: ranges, versions, heads. */
abstract class ObjectReadClauses extends ObjectPutClauses {

  private static final byte[] A = bytes(5_000, 'a');
  private static final byte[] B = bytes(5_000, 'b');

  @Test
  void get_range_givesExactlyThat() throws Exception {
    put("key", A);
    assertThat(range("key", 0, 1)).isEqualTo(Arrays.copyOf(A, 1));
    assertThat(range("key", 1_000, 2_345)).isEqualTo(Arrays.copyOfRange(A, 1_000, 3_345));
    assertThat(range("key", 4_999, 1)).isEqualTo(Arrays.copyOfRange(A, 4_999, 5_000));
  }

  @Test
  void get_beyondTheEnd_givesAsManyAsThereAre() throws Exception {
    put("key", A);
    assertThat(range("key", 4_000, 10_000)).isEqualTo(Arrays.copyOfRange(A, 4_000, 5_000));
    assertThat(range("key", 0, 1 << 20)).isEqualTo(A);
  }

  @Test
  void get_atOrBehindTheEnd_isRejected() throws Exception {
    put("key", A);
    refused(store.get("key", 5_000, 1, Optional.empty()), Kind.REJECTED);
    refused(store.get("key", 1L << 40, 10, Optional.empty()), Kind.REJECTED);
  }

  @Test
  void get_emptyObject_givesNoBytes() throws Exception {
    ObjectInfo written = put("key", new byte[0]);
    ObjectRange range = ok(store.get("key", 0, 100, Optional.empty()));
    assertThat(range.bytes().remaining()).isZero();
    assertThat(range.object().size()).isZero();
    assertThat(range.object().version()).isEqualTo(written.version());
    refused(store.get("key", 1, 100, Optional.empty()), Kind.REJECTED);
  }

  @Test
  void get_absent_isNotFound() throws Exception {
    refused(store.get("key", 0, 1, Optional.empty()), Kind.NOT_FOUND);
    refused(store.get("key", 10, 1, Optional.empty()), Kind.NOT_FOUND);
  }

  @Test
  void get_tells_theWholeObject() throws Exception {
    ObjectInfo written = put("a/key", A);
    ObjectInfo told = ok(store.get("a/key", 100, 10, Optional.empty())).object();
    assertThat(told.key()).isEqualTo("a/key");
    assertThat(told.size()).isEqualTo(5_000);
    assertThat(told.version()).isEqualTo(written.version());
  }

  @Test
  void get_currentVersion_isRead() throws Exception {
    String version = put("key", A).version();
    assertThat(array(ok(store.get("key", 0, 5_000, Optional.of(version))))).isEqualTo(A);
    String listed = list("key").values().iterator().next().version();
    assertThat(array(ok(store.get("key", 0, 5_000, Optional.of(listed))))).isEqualTo(A);
  }

  @Test
  void get_replacedVersion_isRefused() throws Exception {
    String version = put("key", A).version();
    put("key", B);
    refused(store.get("key", 0, 10, Optional.of(version)), Kind.CONDITION_FAILED, Kind.NOT_FOUND);
  }

  @Test
  void get_deletedVersion_isRefused() throws Exception {
    String version = put("key", A).version();
    ok(store.delete(List.of("key")));
    refused(store.get("key", 0, 10, Optional.of(version)), Kind.CONDITION_FAILED, Kind.NOT_FOUND);
  }

  @Test
  void get_result_isTheReceivers() throws Exception {
    put("key", A);
    ByteBuffer first = ok(store.get("key", 0, 5_000, Optional.empty())).bytes();
    ByteBuffer second = ok(store.get("key", 0, 5_000, Optional.empty())).bytes();
    assertThat(first.isReadOnly()).isFalse();
    while (first.hasRemaining()) {
      first.put((byte) 0);
    }
    assertThat(second).isEqualTo(ByteBuffer.wrap(A));
    assertContent("key", A);
  }

  @Test
  void get_manyRangesAtOnce_eachIsItsOwn() throws Exception {
    put("key", A);
    List<CompletableFuture<ObjectRange>> requests = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      requests.add(store.get("key", i * 100L, 100, Optional.empty()));
    }
    for (int i = 0; i < 50; i++) {
      assertThat(array(ok(requests.get(i))))
          .isEqualTo(Arrays.copyOfRange(A, i * 100, i * 100 + 100));
    }
  }

  @Test
  void get_besideReplacement_givesOneOfThem() throws Exception {
    put("key", A);
    List<CompletableFuture<ObjectRange>> reads = new ArrayList<>();
    List<CompletableFuture<ObjectInfo>> writes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      writes.add(putting("key", i % 2 == 0 ? B : A, NONE));
      reads.add(store.get("key", 0, 5_000, Optional.empty()));
    }
    for (CompletableFuture<ObjectRange> read : reads) {
      assertThat(array(ok(read))).isIn(A, B);
    }
    for (CompletableFuture<ObjectInfo> write : writes) {
      await(write);
    }
  }

  @Test
  void head_absent_isEmpty() throws Exception {
    assertThat(ok(store.head("key"))).isEmpty();
    put("key/below", A);
    put("key2", A);
    assertThat(ok(store.head("key"))).isEmpty();
  }

  @Test
  void head_present_tellsAll() throws Exception {
    ok(store.put("a/b/key", ByteBuffer.wrap(A), Map.of("m", "1"), NONE));
    ObjectInfo found = ok(store.head("a/b/key")).orElseThrow();
    assertThat(found.key()).isEqualTo("a/b/key");
    assertThat(found.size()).isEqualTo(5_000);
    assertThat(found.version()).isNotEmpty();
    assertThat(found.metadata()).isEqualTo(Map.of("m", "1"));
  }

  @Test
  void head_afterEveryChange_showsIt() throws Exception {
    for (int size = 1; size <= 10; size++) {
      put("key", bytes(size, size));
      assertThat(ok(store.head("key")).map(ObjectInfo::size)).contains((long) size);
      ok(store.delete(List.of("key")));
      assertThat(ok(store.head("key"))).isEmpty();
    }
  }

  @Test
  void failure_isMarkedForWhatItIs() throws Exception {
    Throwable failure = refused(store.get("absent", 0, 1, Optional.empty()), Kind.NOT_FOUND);
    assertThat(failure.getMessage()).isNotEmpty();
    assertThat(store.toString()).isNotEmpty();
    for (String secret : secrets()) {
      assertThat(failure.getMessage()).doesNotContain(secret);
      assertThat(store.toString()).doesNotContain(secret);
    }
  }
}
