package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.Upload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Cases of {@link ObjectStoreContractTest}: listings and deletions. */
abstract class ObjectListClauses extends ObjectReadClauses {

  private static final byte[] A = bytes(50, 'a');

  @Test
  void list_nothing_isEmpty() throws Exception {
    assertThat(list("")).isEmpty();
    put("a", A);
    assertThat(list("b")).isEmpty();
  }

  @Test
  void list_all_isEveryKey() throws Exception {
    List<String> keys = putAll(A, "a", "b/c", "b/c/d", "b.c");
    assertThat(list("").keySet()).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void list_prefix_isOfTheKeyNotOfFolders() throws Exception {
    List<String> keys = putAll(A, "wal/1", "wal/10", "wal/2", "wal", "wal-x", "walrus/1", "w");
    assertThat(list("wal/")).containsOnlyKeys("wal/1", "wal/10", "wal/2");
    assertThat(list("wal/1")).containsOnlyKeys("wal/1", "wal/10");
    assertThat(list("wal")).hasSize(keys.size() - 1).doesNotContainKey("w");
  }

  @Test
  void list_tells_sizeAndVersion() throws Exception {
    ObjectInfo small = put("a", A);
    ObjectInfo empty = put("b", new byte[0]);
    Map<String, ObjectInfo> found = list("");
    assertThat(found.values())
        .extracting(ObjectInfo::size, ObjectInfo::version)
        .containsExactly(tuple(50L, small.version()), tuple(0L, empty.version()));
  }

  @Test
  void list_afterEveryChange_showsIt() throws Exception {
    for (int i = 0; i < 10; i++) {
      put("key-" + i, A);
      assertThat(list("key-")).containsOnlyKeys("key-" + i);
      ok(store.delete(List.of("key-" + i)));
      assertThat(list("key-")).isEmpty();
    }
  }

  @Test
  void list_after_leavesOutNoGreaterKey() throws Exception {
    for (int i = 0; i < 10; i++) {
      put("key-" + i, A);
    }
    assertThat(list("key-", "key-4"))
        .containsKeys("key-5", "key-6", "key-7", "key-8", "key-9")
        .hasSizeLessThanOrEqualTo(10);
    assertThat(list("key-", "a")).hasSize(10);
    assertThat(list("key-", "key-41")).containsKeys("key-5", "key-9");
  }

  @Test
  void list_manyPages_hasEachKeyOnce() throws Exception {
    many(MANY, i -> putting("page/" + i, new byte[0], NONE));
    put("pagf", A);
    Map<String, ObjectInfo> found = list("page/");
    assertThat(found).hasSize(MANY);
    assertThat(found.keySet())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, MANY).mapToObj(i -> "page/" + i).toList());
  }

  @Test
  void list_besideChanges_hasWhatWasThereThroughout() throws Exception {
    many(100, i -> putting("key/" + (i + 100), A, NONE));
    List<CompletableFuture<?>> changes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      changes.add(putting("key/" + (i + 200), A, NONE));
      changes.add(store.delete(List.of("key/" + (i * 2 + 100))));
    }
    Map<String, ObjectInfo> found = list("key/");
    for (CompletableFuture<?> change : changes) {
      ok(change);
    }
    for (int i = 0; i < 100; i++) {
      if (i >= 40 || i % 2 == 1) {
        assertThat(found).containsKey("key/" + (i + 100));
      }
    }
  }

  @Test
  void list_upload_isInvisibleUntilComplete() throws Exception {
    List<String> tags = new ArrayList<>();
    Upload upload = uploaded("key", A, tags);
    assertThat(list("")).isEmpty();
    ok(store.completeUpload(upload, tags, ABSENT));
    assertThat(list("")).containsOnlyKeys("key");
  }

  @Test
  void delete_one_isGone() throws Exception {
    put("key", A);
    put("key2", A);
    ok(store.delete(List.of("key")));
    assertAbsent("key");
    assertContent("key2", A);
  }

  @Test
  void delete_absent_counts() throws Exception {
    ok(store.delete(List.of("key")));
    put("there", A);
    ok(store.delete(List.of("gone", "there", "gone2")));
    assertAbsent("there");
  }

  @Test
  void delete_twice_counts() throws Exception {
    put("key", A);
    CompletableFuture<Void> first = store.delete(List.of("key"));
    CompletableFuture<Void> second = store.delete(List.of("key"));
    ok(first);
    ok(second);
    ok(store.delete(List.of("key")));
    assertAbsent("key");
  }

  @Test
  void delete_asManyAsOneCallTakes_onlyThose() throws Exception {
    int count = Math.min(store.traits().deleteKeysMax(), 1_000);
    many(count, i -> putting("gone/" + i, new byte[0], NONE));
    List<String> others = new ArrayList<>(List.of("gone-not"));
    put("gone-not", A);
    if (keysBelowKeys()) {
      put("gone", A);
      others.add("gone");
    }
    ok(store.delete(IntStream.range(0, count).mapToObj(i -> "gone/" + i).toList()));
    assertThat(list("").keySet()).containsExactlyInAnyOrderElementsOf(others);
  }

  @Test
  void delete_keyWithKeysBelow_leavesThem() throws Exception {
    put("a/b", A);
    if (keysBelowKeys()) {
      put("a/b/c", A);
    } else {
      refused(putting("a/b/c", A, NONE), Kind.UNKNOWN, Kind.CONFLICT, Kind.REJECTED);
      assertContent("a/b", A);
      put("a/c", A);
    }
    ok(store.delete(List.of("a/b")));
    assertAbsent("a/b");
    assertContent(keysBelowKeys() ? "a/b/c" : "a/c", A);
  }

  @Test
  void delete_thenPut_isTheNewOne() throws Exception {
    ok(store.put("key", ByteBuffer.wrap(A), Map.of("old", "1"), NONE));
    ok(store.delete(List.of("key")));
    put("key", bytes(7, 7));
    assertContent("key", bytes(7, 7));
    assertThat(ok(store.head("key")).map(ObjectInfo::metadata)).isEqualTo(Optional.of(Map.of()));
  }
}
