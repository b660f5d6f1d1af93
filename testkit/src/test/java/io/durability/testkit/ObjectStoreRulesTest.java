package io.durability.testkit;

import static io.durability.testkit.FirstRequests.fail;
import static io.durability.testkit.FirstRequests.lose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.errors.ConditionNotMetException;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.SupersededException;
import io.durability.errors.UnavailableException;
import io.durability.errors.UnsupportedException;
import io.durability.objectstore.ObjectStore;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.ObjectStoreOptions;
import io.durability.objectstore.PutCondition;
import io.durability.objectstore.Upload;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import io.durability.storage.Version;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** R10 to R13: what the object-store layer does when requests fail, or others are there. */
final class ObjectStoreRulesTest {

  private static final FileName WAL = FileName.of("wal/1");
  private static final String CHUNK = "a/wal/1/000000000";

  private final MemoryObjectStore objects = new MemoryObjectStore();
  private final RuledObjectStore store = new RuledObjectStore(objects);
  private ObjectStoreDirectory dir;

  @BeforeEach
  void open() throws Exception {
    dir = another(store);
    // The probe is behind us.
    dir.write(FileName.of("first"), buffer("x"), Condition.absent());
    store.takeRequests();
  }

  @AfterEach
  void close() {
    store.rule(RuledObjectStore.PASS);
    dir.close();
  }

  private static ObjectStoreDirectory another(ObjectStore on) {
    return new ObjectStoreDirectory(
        on,
        ObjectStoreOptions.builder()
            .partBytes(64 << 10)
            .patience(Duration.ofMillis(1_500))
            .build());
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private long put(Appender appender, String text) throws Exception {
    appender.write(buffer(text));
    return Settled.get(appender.sync());
  }

  private String read(FileName name) throws DurabilityException {
    try (FileReader reader = dir.open(name)) {
      ByteBuffer content = ByteBuffer.allocate((int) reader.size());
      reader.read(0, content);
      return new String(content.array(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void append_loneSync_isOnePut() throws Exception {
    try (Appender appender = dir.append(WAL)) {
      put(appender, "a");
      assertThat(store.takeRequests())
          .containsExactlyInAnyOrder("HEAD f/wal/1", "PUT " + CHUNK + "0");
      put(appender, "b");
      put(appender, "c");
      assertThat(store.takeRequests()).containsExactly("PUT " + CHUNK + "1", "PUT " + CHUNK + "2");
    }
    assertThat(store.takeRequests()).as("close and idle").isEmpty();
    assertThat(read(WAL)).isEqualTo("abc");
  }

  @Test
  @Tag("fault-45")
  void fault45_answerLostAfterApply_ownWriteIsRecognisedOnce() throws Exception {
    store.rule(lose(1, "PUT", CHUNK + "1"));
    try (Appender appender = dir.append(WAL)) {
      put(appender, "a");
      assertThat(put(appender, "b")).isEqualTo(2);
      put(appender, "c");
    }
    assertThat(read(WAL)).isEqualTo("abc");
  }

  @Test
  @Tag("fault-44")
  void fault44_resetBeforeSend_isSentAgainUnchanged() throws Exception {
    store.rule(fail(Kind.UNKNOWN, 2, "PUT", CHUNK + "1"));
    try (Appender appender = dir.append(WAL)) {
      put(appender, "a");
      assertThat(put(appender, "b")).isEqualTo(2);
    }
    assertThat(store.takeRequests()).filteredOn(("PUT " + CHUNK + "1")::equals).hasSize(3);
    assertThat(read(WAL)).isEqualTo("ab");
  }

  @Test
  @Tag("fault-59")
  void fault59_conditionFailedOnOwnCreate_isSuccess() throws Exception {
    store.rule(
        new FirstRequests(1, "PUT", CHUNK + "1") {
          @Override
          <T> CompletableFuture<T> hit(Supplier<CompletableFuture<T>> request) {
            return request
                .get()
                .thenCompose(done -> RuledObjectStore.failed(Kind.CONDITION_FAILED));
          }
        });
    try (Appender appender = dir.append(WAL)) {
      put(appender, "a");
      assertThat(put(appender, "b")).isEqualTo(2);
    }
  }

  @Test
  @Tag("fault-60")
  void fault60_conflictWithTheKeyAbsent_isTriedAgain() throws Exception {
    store.rule(fail(Kind.CONFLICT, 1, "PUT", CHUNK + "0"));
    try (Appender appender = dir.append(WAL)) {
      assertThat(put(appender, "a")).isEqualTo(1);
    }
  }

  @Test
  @Tag("fault-46")
  void fault46_anotherWritersChunk_supersedes() throws Exception {
    try (Appender appender = dir.append(WAL)) {
      put(appender, "a");
      objects.put(CHUNK + "1", ByteBuffer.allocate(100), Map.of(), new PutCondition.None()).get();
      assertThatThrownBy(() -> put(appender, "b")).isInstanceOf(SupersededException.class);
    }
  }

  /** As where a writer has eight chunks under way whenever a request of ours arrives. */
  @Test
  @Tag("fault-46")
  void seal_besideAWriterThatNeverPauses_ends_andKeepsWhatItConfirmed() throws Exception {
    try (ObjectStoreDirectory other = another(objects)) {
      Appender appender = other.append(WAL);
      StringBuilder confirmed = new StringBuilder();
      AtomicBoolean writes = new AtomicBoolean(true);
      AtomicInteger fences = new AtomicInteger();
      store.rule(
          new RuledObjectStore.Rule() {
            @Override
            public <T> CompletableFuture<T> apply(
                String verb, String key, Supplier<CompletableFuture<T>> request) {
              if (verb.equals("PUT")) {
                assertThat(fences.incrementAndGet()).as("fences").isLessThan(50);
                append(8);
              }
              return request.get();
            }

            private void append(int count) {
              for (int i = 0; i < count && writes.get(); i++) {
                String text = Integer.toString(confirmed.length() % 10);
                try {
                  put(appender, text);
                  confirmed.append(text);
                } catch (SupersededException e) {
                  writes.set(false);
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              }
            }
          });
      confirmed.append("0");
      put(appender, "0");
      long sealed = dir.seal(WAL);
      assertThat(writes).as("the writer goes on").isFalse();
      assertThat(sealed).isGreaterThanOrEqualTo(confirmed.length());
      store.rule(RuledObjectStore.PASS);
      assertThat(read(WAL)).startsWith(confirmed).hasSize((int) sealed);
      assertThatThrownBy(() -> put(appender, "x")).isInstanceOf(DurabilityException.class);
      assertThat(dir.seal(WAL)).isEqualTo(sealed);
    }
  }

  @Test
  @Tag("fault-48")
  void fault48_storm_isRiddenOut_andBounded() throws Exception {
    store.rule(fail(Kind.THROTTLED, 3, "PUT", CHUNK + "0"));
    try (Appender appender = dir.append(WAL)) {
      assertThat(put(appender, "a")).isEqualTo(1);
      store.rule(fail(Kind.THROTTLED, Integer.MAX_VALUE, "PUT", CHUNK));
      assertThatThrownBy(() -> put(appender, "b")).isInstanceOf(UnavailableException.class);
      store.rule(RuledObjectStore.PASS);
      assertThatThrownBy(() -> put(appender, "c")).as("poisoned").isNotNull();
    }
    assertThat(read(WAL)).isEqualTo("a");
  }

  @Test
  @Tag("fault-49")
  void fault49_denied_isTypedAndResumes() throws Exception {
    store.rule(fail(Kind.DENIED, Integer.MAX_VALUE, "LIST", "f/"));
    assertThatThrownBy(() -> dir.list(""))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("credentials");
    store.rule(RuledObjectStore.PASS);
    assertThat(dir.list("")).hasSize(1);
  }

  @Test
  @Tag("fault-61")
  void fault61_versionMatchOnMissing_isNotMet() {
    assertThatThrownBy(
            () -> dir.write(FileName.of("no"), buffer("x"), Condition.matches(new Version("v"))))
        .isInstanceOf(ConditionNotMetException.class);
  }

  @Test
  @Tag("fault-62")
  void fault62_chunkBehindAGap_isNeverSeen() throws Exception {
    List<CompletableFuture<Void>> held = new ArrayList<>();
    store.rule(
        new FirstRequests(1, "PUT", CHUNK + "1") {
          @Override
          <T> CompletableFuture<T> hit(Supplier<CompletableFuture<T>> request) {
            CompletableFuture<Void> gate = new CompletableFuture<>();
            held.add(gate);
            return gate.thenCompose(open -> request.get());
          }
        });
    Appender appender = dir.append(WAL);
    put(appender, "a");
    appender.write(buffer("b"));
    CompletableFuture<Long> second = appender.sync();
    appender.write(buffer("c"));
    CompletableFuture<Long> third = appender.sync();
    while (!objects.keys().contains(CHUNK + "2")) {
      Thread.onSpinWait();
    }
    assertThat(second).isNotDone();
    assertThat(third).as("landed, but out of order").isNotDone();
    assertThat(read(WAL)).isEqualTo("a");
    try (ObjectStoreDirectory next = another(objects.another())) {
      assertThat(next.seal(WAL)).isEqualTo(1);
    }
    held.get(0).complete(null);
    assertThatThrownBy(() -> Settled.get(second)).isInstanceOf(SupersededException.class);
    assertThatThrownBy(() -> Settled.get(third)).isInstanceOf(SupersededException.class);
    assertThat(read(WAL)).isEqualTo("a");
  }

  @Test
  @Tag("fault-86")
  void fault86_ackedChunkMissing_isCorruptBeforeAnyFence() throws Exception {
    try (Appender appender = dir.append(WAL)) {
      for (String text : List.of("a", "b", "c", "d")) {
        put(appender, text);
      }
    }
    objects.lose(CHUNK + "1");
    List<String> before = objects.keys();
    assertThatThrownBy(() -> dir.open(WAL)).isInstanceOf(CorruptException.class);
    assertThatThrownBy(() -> dir.seal(WAL)).isInstanceOf(CorruptException.class);
    assertThat(objects.keys()).as("no fence").isEqualTo(before);
  }

  @Test
  @Tag("fault-51")
  void fault51_damagedChunk_isReadTwiceThenCorrupt() throws Exception {
    try (Appender appender = dir.append(WAL)) {
      put(appender, "a");
      put(appender, "b");
    }
    objects.damage(CHUNK + "1", 88);
    store.takeRequests();
    assertThatThrownBy(() -> read(WAL)).isInstanceOf(CorruptException.class);
    assertThat(store.takeRequests()).filteredOn(("GET " + CHUNK + "1")::equals).hasSize(2);
  }

  @Test
  @Tag("fault-63")
  void fault63_fenceOutlivesDeletion() throws Exception {
    Appender zombie = dir.append(WAL);
    put(zombie, "a");
    try (ObjectStoreDirectory next = another(objects.another())) {
      next.delete(List.of(WAL));
      assertThat(next.stat(WAL)).isEmpty();
    }
    assertThat(objects.keys()).contains(CHUNK + "1").doesNotContain(CHUNK + "0");
    assertThatThrownBy(() -> put(zombie, "b")).isInstanceOf(SupersededException.class);
    // Negative control: without the fence the zombie would have gone on.
    objects.lose(CHUNK + "1");
    Appender other = dir.append(FileName.of("wal/2"));
    put(other, "a");
    assertThat(put(other, "b")).isEqualTo(2);
  }

  @Test
  @Tag("fault-56")
  void fault56_storeThatIgnoresConditions_isRefused() throws Exception {
    MemoryObjectStore fresh = new MemoryObjectStore();
    try (ObjectStoreDirectory careless = another(new CarelessObjectStore(fresh))) {
      assertThatThrownBy(() -> careless.write(WAL, buffer("x"), Condition.absent()))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("conditions");
      assertThatThrownBy(() -> careless.seal(WAL)).isInstanceOf(UnsupportedException.class);
      assertThatThrownBy(
              () -> {
                try (Appender appender = careless.append(WAL)) {
                  put(appender, "x");
                }
              })
          .isInstanceOf(UnsupportedException.class);
    }
    assertThat(fresh.keys()).isEmpty();
  }

  @Test
  void probe_cached_isOneHead() throws Exception {
    try (ObjectStoreDirectory next = another(store)) {
      next.delete(List.of());
      next.seal(FileName.of("wal/9"));
    }
    assertThat(store.takeRequests())
        .filteredOn(request -> request.contains(" p/"))
        .containsExactly("HEAD p/conditions-1");
  }

  @Test
  @Tag("fault-47")
  void fault47_lateUnconditionalWrite_overwritesNothing() throws Exception {
    FileName name = FileName.of("file");
    dir.write(name, buffer("old"), Condition.none());
    List<Runnable> late = new ArrayList<>();
    store.rule(
        new FirstRequests(1, "PUT", "f/file") {
          @Override
          <T> CompletableFuture<T> hit(Supplier<CompletableFuture<T>> request) {
            late.add(() -> request.get().exceptionally(thrown -> null).join());
            return RuledObjectStore.failed(Kind.UNKNOWN);
          }
        });
    dir.write(name, buffer("mine"), Condition.none());
    dir.write(name, buffer("newer"), Condition.none());
    late.get(0).run();
    assertThat(read(name)).isEqualTo("newer");
  }

  @Test
  @Tag("fault-53")
  void fault53_largeFile_isSentInParts_andRetried() throws Exception {
    FileName name = FileName.of("large");
    byte[] content = DirectoryFixture.bytes(300_000, 1);
    store.rule(fail(Kind.UNKNOWN, 2, "PART", "f/large"));
    try (FileWriter writer = dir.create(name)) {
      writer.write(ByteBuffer.wrap(content));
      store.rule(lose(1, "COMPLETE", "f/large"));
      writer.commit(Condition.absent());
    }
    try (FileReader reader = dir.open(name)) {
      DirectoryFixture.assertRange(reader, 0, content.length, content);
    }
    assertThat(objects.openUploads()).isEmpty();
  }

  @Test
  @Tag("fault-53")
  void fault53_abandonedUpload_isSweptByTheClaimHolder() throws Exception {
    try (Log<String> log = Log.open(dir, Codecs.utf8())) {
      log.append("a").await();
    }
    Upload left = objects.beginUpload("f/checkpoints/x", Map.of()).get();
    ObjectStoreDirectory next = another(objects.another());
    try (FileWriter own = next.create(FileName.of("own"))) {
      own.write(ByteBuffer.allocate(200_000));
      next.stat(WAL);
      assertThat(objects.openUploads()).hasSize(2).contains(left);
      try (Log<String> log = Log.open(next, Codecs.utf8())) {
        log.append("b").await();
        while (objects.openUploads().contains(left)) {
          Thread.onSpinWait();
        }
      }
      own.commit(Condition.absent());
    }
    next.close();
  }

  @Test
  void hedge_slowPut_isSentTwiceUnderOneId() throws Exception {
    HeldTimers timers = new HeldTimers();
    ObjectStoreDirectory timed =
        new ObjectStoreDirectory(
            store,
            ObjectStoreOptions.builder().clockwork(timers).answer(Duration.ofHours(1)).build());
    try (Appender appender = timed.append(WAL)) {
      for (int i = 0; i < 30; i++) {
        put(appender, "x");
      }
      store.rule(
          new FirstRequests(1, "PUT", "a/wal/1/0000000030") {
            @Override
            <T> CompletableFuture<T> hit(Supplier<CompletableFuture<T>> request) {
              return new CompletableFuture<>();
            }
          });
      store.takeRequests();
      appender.write(buffer("y"));
      CompletableFuture<Long> slow = appender.sync();
      assertThat(slow).isNotDone();
      timers.fireBelow(Duration.ofMinutes(30).toNanos());
      assertThat(Settled.get(slow)).isEqualTo(31);
      assertThat(store.takeRequests())
          .containsExactly("PUT a/wal/1/0000000030", "PUT a/wal/1/0000000030");
    }
  }

  @Test
  void delete_manyChunks_isFewCalls() throws Exception {
    try (Appender appender = dir.append(WAL)) {
      for (int i = 0; i < 1_500; i++) {
        put(appender, "x");
      }
    }
    store.takeRequests();
    dir.delete(List.of(WAL));
    assertThat(store.takeRequests()).filteredOn(each -> each.startsWith("DELETE")).hasSize(2);
    assertThat(objects.keys()).filteredOn(key -> key.startsWith("a/")).hasSize(1);
  }

  @Test
  @Tag("fault-54")
  void fault54_renameCutBeforeTheDelete_isRepeatable() throws Exception {
    FileName from = FileName.of("from");
    FileName to = FileName.of("to");
    dir.write(from, buffer("content"), Condition.absent());
    store.rule(fail(Kind.REJECTED, Integer.MAX_VALUE, "DELETE", "f/from"));
    assertThatThrownBy(() -> dir.rename(from, to)).isInstanceOf(DurabilityException.class);
    assertThat(read(from)).isEqualTo("content");
    assertThat(read(to)).isEqualTo("content");
    store.rule(RuledObjectStore.PASS);
    dir.rename(from, to);
    assertThat(dir.stat(from)).isEmpty();
    assertThat(read(to)).isEqualTo("content");
  }
}
