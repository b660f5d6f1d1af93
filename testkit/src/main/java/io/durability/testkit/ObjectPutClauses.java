package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectRange;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.PutCondition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Cases of {@link ObjectStoreContractTest}: whole objects, their conditions and versions. */
abstract class ObjectPutClauses extends ObjectStoreFixture {

  private static final byte[] A = bytes(5_000, 'a');
  private static final byte[] B = bytes(6_000, 'b');
  private static final int LARGE = 8 << 20;

  @Test
  void put_newKey_isThereWhole() throws Exception {
    put("key", A);
    assertContent("key", A);
  }

  @Test
  void put_empty_isThere() throws Exception {
    put("key", new byte[0]);
    assertThat(ok(store.head("key")).map(ObjectInfo::size)).contains(0L);
  }

  @Test
  void put_large_isThereWhole() throws Exception {
    byte[] content = bytes((int) Math.min(LARGE, store.traits().putBytesMax()), 1);
    put("key", content);
    assertContent("key", content);
  }

  @Test
  void put_existing_replacesWhole() throws Exception {
    put("key", B);
    put("key", A);
    assertContent("key", A);
  }

  @Test
  void put_returns_whatHeadTells() throws Exception {
    ObjectInfo written = put("a/key", A);
    ObjectInfo head = ok(store.head("a/key")).orElseThrow();
    assertThat(written.key()).isEqualTo("a/key").isEqualTo(head.key());
    assertThat(written.size()).isEqualTo(5_000).isEqualTo(head.size());
    assertThat(written.version()).isNotEmpty().isEqualTo(head.version());
  }

  @Test
  void put_otherContent_hasAnotherVersion() throws Exception {
    String first = put("key", A).version();
    String second = put("key", B).version();
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void put_absent_createsOnce() throws Exception {
    ok(putting("key", A, ABSENT));
    refused(putting("key", B, ABSENT), Kind.CONDITION_FAILED);
    assertContent("key", A);
  }

  @Test
  void put_absentWithEqualContent_isRefusedAsWell() throws Exception {
    ok(putting("key", A, ABSENT));
    refused(putting("key", A, ABSENT), Kind.CONDITION_FAILED);
  }

  @Test
  void put_absentOverEmptyObject_isRefused() throws Exception {
    put("key", new byte[0]);
    refused(putting("key", A, ABSENT), Kind.CONDITION_FAILED);
    assertThat(ok(store.head("key")).map(ObjectInfo::size)).contains(0L);
  }

  @Test
  void put_absentAfterDelete_creates() throws Exception {
    put("key", A);
    ok(store.delete(List.of("key")));
    ok(putting("key", B, ABSENT));
    assertContent("key", B);
  }

  @Test
  void put_absentRace_oneWins() throws Exception {
    for (int round = 0; round < 4; round++) {
      String key = "key-" + round;
      List<CompletableFuture<ObjectInfo>> racers = new ArrayList<>();
      for (int i = 0; i < RACERS; i++) {
        racers.add(putting(key, bytes(1_000, i), ABSENT));
      }
      assertOneWon(key, racers);
    }
  }

  @Test
  void put_matchesCurrent_replaces() throws Exception {
    String version = put("key", A).version();
    if (store.traits().matchConditions()) {
      ok(putting("key", B, new PutCondition.Matches(version)));
      assertContent("key", B);
    } else {
      assertNotEnforced(version);
    }
  }

  @Test
  void put_matchesStale_isRefused() throws Exception {
    String stale = put("key", A).version();
    put("key", B);
    if (store.traits().matchConditions()) {
      refused(putting("key", A, new PutCondition.Matches(stale)), Kind.CONDITION_FAILED);
      assertContent("key", B);
    } else {
      assertNotEnforced(stale);
    }
  }

  @Test
  void put_matchesOnAbsentKey_isRefused() throws Exception {
    String version = put("other", A).version();
    put("key", A);
    ok(store.delete(List.of("key")));
    PutCondition matches = new PutCondition.Matches(version);
    if (store.traits().matchConditions()) {
      // A store may call it a missing object, and does.
      refused(putting("key", B, matches), Kind.CONDITION_FAILED, Kind.NOT_FOUND);
      assertAbsent("key");
    } else {
      refused(putting("key", B, matches), Kind.REJECTED);
    }
  }

  @Test
  void put_matchesRace_oneWins() throws Exception {
    String version = put("key", A).version();
    if (!store.traits().matchConditions()) {
      assertNotEnforced(version);
      return;
    }
    List<CompletableFuture<ObjectInfo>> racers = new ArrayList<>();
    for (int i = 0; i < RACERS; i++) {
      racers.add(putting("key", bytes(1_000, i), new PutCondition.Matches(version)));
    }
    assertOneWon("key", racers);
  }

  /** A condition that would not be checked must not be taken. */
  private void assertNotEnforced(String version) throws Exception {
    byte[] before = range("key", 0, LARGE);
    refused(putting("key", bytes(10, 9), new PutCondition.Matches(version)), Kind.REJECTED);
    assertContent("key", before);
  }

  private void assertOneWon(String key, List<CompletableFuture<ObjectInfo>> racers)
      throws Exception {
    assertThat(winners(racers, Kind.CONDITION_FAILED, Kind.CONFLICT)).as("winners").isEqualTo(1);
    for (int i = 0; i < racers.size(); i++) {
      if (!racers.get(i).isCompletedExceptionally()) {
        assertContent(key, bytes(1_000, i));
        assertThat(ok(store.head(key)).orElseThrow().version())
            .isEqualTo(racers.get(i).join().version());
      }
    }
  }

  @Test
  void put_anyBuffer_takesPositionToLimit() throws Exception {
    ByteBuffer direct = ByteBuffer.allocateDirect(A.length + 20).position(7);
    direct.put(A).limit(7 + A.length).position(7);
    ByteBuffer heap = ByteBuffer.wrap(concat(B, A, B), B.length, A.length);
    ByteBuffer slice = heap.slice();
    for (ByteBuffer content : List.of(direct, heap, slice, heap.asReadOnlyBuffer())) {
      int position = content.position();
      int limit = content.limit();
      ok(store.put("key", content, Map.of(), NONE));
      assertThat(content.position()).as("position left").isEqualTo(position);
      assertThat(content.limit()).as("limit left").isEqualTo(limit);
      assertContent("key", A);
      put("key", B);
    }
  }

  private static byte[] concat(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(20_000);
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  @Test
  void put_metadata_isReturnedByHeadAndGet() throws Exception {
    Map<String, String> metadata = Map.of("operation", "0f-Az 19:=/", "n2", "x");
    ok(store.put("key", ByteBuffer.wrap(A), metadata, ABSENT));
    assertThat(ok(store.head("key")).orElseThrow().metadata()).isEqualTo(metadata);
    ObjectRange range = ok(store.get("key", 10, 5, Optional.empty()));
    assertThat(range.object().metadata()).isEqualTo(metadata);
  }

  @Test
  void put_metadataOf256Bytes_isKept() throws Exception {
    Map<String, String> metadata = Map.of("a", "v".repeat(100), "bcd", "w".repeat(150));
    ok(store.put("key", ByteBuffer.wrap(A), metadata, NONE));
    assertThat(ok(store.head("key")).orElseThrow().metadata()).isEqualTo(metadata);
  }

  @Test
  void put_existing_replacesItsMetadata() throws Exception {
    ok(store.put("key", ByteBuffer.wrap(A), Map.of("old", "1"), NONE));
    ok(store.put("key", ByteBuffer.wrap(A), Map.of("new", "2"), NONE));
    assertThat(ok(store.head("key")).orElseThrow().metadata()).isEqualTo(Map.of("new", "2"));
  }

  @Test
  void put_refused_leavesMetadata() throws Exception {
    ok(store.put("key", ByteBuffer.wrap(A), Map.of("mine", "1"), ABSENT));
    refused(
        store.put("key", ByteBuffer.wrap(A), Map.of("mine", "2"), ABSENT), Kind.CONDITION_FAILED);
    assertThat(ok(store.head("key")).orElseThrow().metadata()).isEqualTo(Map.of("mine", "1"));
  }

  @Test
  void key_everyCharacter_isKept() throws Exception {
    String key = "AZaz09._-/..x/-/_.-/a.b-c_d";
    put(key, A);
    assertContent(key, A);
    assertThat(list("AZ")).containsOnlyKeys(key);
  }

  @Test
  void key_differsInCaseOnly_isAnother() throws Exception {
    put("Key", A);
    put("kEY", B);
    assertContent("Key", A);
    assertContent("kEY", B);
  }

  @Test
  void key_long_isKept() throws Exception {
    StringBuilder key = new StringBuilder("k");
    while (key.length() < keyBytesMax()) {
      key.append(key.length() % 101 == 100 && key.length() < keyBytesMax() - 1 ? '/' : 'x');
    }
    put(key.toString(), A);
    assertContent(key.toString(), A);
    assertThat(list("k")).containsOnlyKeys(key.toString());
  }

  @Test
  void put_manyAtOnce_allAreThere() throws Exception {
    many(200, i -> putting("many/" + i, bytes(100, i), ABSENT));
    assertThat(list("many/")).hasSize(200);
    for (int i = 0; i < 200; i += 17) {
      assertContent("many/" + i, bytes(100, i));
    }
  }
}
