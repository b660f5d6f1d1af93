package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.TruncatedException;
import io.durability.errors.UnavailableException;
import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectRange;
import io.durability.objectstore.ObjectStore;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.ObjectStoreOptions;
import io.durability.storage.Appender;
import io.durability.storage.Clockwork;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Faults of an object store, each played on purpose and counted: that it fired is asserted. */
final class ObjectStoreFaultTest {

  private static final FileName WAL = FileName.of("wal/1");
  private static final String CHUNK = "a/wal/1/000000000";

  private final MemoryObjectStore objects = new MemoryObjectStore();
  private final RuledObjectStore store = new RuledObjectStore(objects);
  private ObjectStoreDirectory dir;

  @BeforeEach
  void open() throws Exception {
    dir = new ObjectStoreDirectory(store, options().build());
    dir.write(FileName.of("first"), buffer("x"), Condition.absent());
    store.takeRequests();
  }

  @AfterEach
  void close() {
    store.rule(RuledObjectStore.PASS);
    dir.close();
  }

  private static ObjectStoreOptions.Builder options() {
    return ObjectStoreOptions.builder().partBytes(64 << 10).patience(Duration.ofMillis(1_500));
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void put(Appender appender, String text) throws Exception {
    appender.write(buffer(text));
    Settled.get(appender.sync());
  }

  private String read(FileName name) throws DurabilityException {
    try (FileReader reader = dir.open(name)) {
      ByteBuffer content = ByteBuffer.allocate((int) reader.size());
      reader.read(0, content);
      return new String(content.array(), StandardCharsets.US_ASCII);
    }
  }

  /** Fails some of the requests of a verb and key, counted from 1, and counts those it failed. */
  private static final class Failing implements RuledObjectStore.Rule {
    private final Kind kind;
    private final String verb;
    private final String key;
    private final int from;
    private final int to;
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger fired = new AtomicInteger();

    Failing(Kind kind, String verb, String key, int from, int to) {
      this.kind = kind;
      this.verb = verb;
      this.key = key;
      this.from = from;
      this.to = to;
    }

    @Override
    public <T> CompletableFuture<T> apply(
        String asked, String at, Supplier<CompletableFuture<T>> request) {
      if (!asked.equals(verb) || !at.startsWith(key)) {
        return request.get();
      }
      int number = seen.incrementAndGet();
      if (number < from || number > to) {
        return request.get();
      }
      fired.incrementAndGet();
      return RuledObjectStore.failed(kind);
    }
  }

  private void appendThree() throws Exception {
    try (Appender appender = dir.append(WAL)) {
      for (String text : List.of("a", "b", "c")) {
        put(appender, text);
      }
    }
  }

  @Test
  @Tag("fault-50")
  void listedChunk_notFoundTwice_isAskedForAgain() throws Exception {
    appendThree();
    Failing rule = new Failing(Kind.NOT_FOUND, "GET", CHUNK + "1", 1, 2);
    store.rule(rule);
    assertThat(read(WAL)).isEqualTo("abc");
    assertThat(rule.fired).hasValue(2);
  }

  @Test
  @Tag("fault-50")
  void listedChunk_notFoundForEver_isCorrupt_neverTheEnd() throws Exception {
    appendThree();
    Failing rule = new Failing(Kind.NOT_FOUND, "GET", CHUNK + "1", 1, Integer.MAX_VALUE);
    store.rule(rule);
    assertThatThrownBy(() -> read(WAL))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("missing");
    assertThat(rule.fired.get()).as("asked again").isGreaterThan(1);
  }

  @Test
  @Tag("fault-51")
  void cutDownload_isAskedForAgain_thenUnavailable_neverATornTail() throws Exception {
    appendThree();
    Failing once = new Failing(Kind.UNKNOWN, "GET", CHUNK + "2", 1, 1);
    store.rule(once);
    assertThat(read(WAL)).isEqualTo("abc");
    assertThat(once.fired).hasValue(1);
    Failing always = new Failing(Kind.UNKNOWN, "GET", CHUNK + "2", 1, Integer.MAX_VALUE);
    store.rule(always);
    assertThatThrownBy(() -> read(WAL)).isInstanceOf(UnavailableException.class);
    assertThat(always.fired.get()).isGreaterThan(1);
  }

  @Test
  @Tag("fault-51")
  void storeThatIgnoresVersionsOfReads_replacedFile_isTruncated_neverAMixture() throws Exception {
    ObjectStore forgetful =
        new FilterObjectStore(objects) {
          @Override
          public CompletableFuture<ObjectRange> get(
              String key, long position, int length, Optional<String> version) {
            return in.get(key, position, length, Optional.empty());
          }
        };
    try (ObjectStoreDirectory other = new ObjectStoreDirectory(forgetful, options().build())) {
      FileName name = FileName.of("replaced");
      other.write(name, buffer("short"), Condition.absent());
      try (FileReader reader = other.open(name)) {
        other.write(name, buffer("longer than that"), Condition.none());
        ByteBuffer target = ByteBuffer.allocate((int) reader.size());
        assertThatThrownBy(() -> reader.read(0, target)).isInstanceOf(TruncatedException.class);
      }
    }
  }

  @Test
  @Tag("fault-51")
  void storeThatTellsTheSizeOfAnOlderVersion_isTruncated_neverAPart() throws Exception {
    FileName name = FileName.of("grown");
    AtomicReference<ObjectInfo> older = new AtomicReference<>();
    ObjectStore mixing =
        new FilterObjectStore(objects) {
          @Override
          public CompletableFuture<Optional<ObjectInfo>> head(String key) {
            return in.head(key).thenApply(found -> found.map(this::mixed));
          }

          private ObjectInfo mixed(ObjectInfo now) {
            ObjectInfo before = older.get();
            return before == null || !before.key().equals(now.key())
                ? now
                : new ObjectInfo(now.key(), before.size(), now.version(), now.metadata());
          }
        };
    try (ObjectStoreDirectory other = new ObjectStoreDirectory(mixing, options().build())) {
      other.write(name, buffer("short"), Condition.absent());
      older.set(objects.head("f/grown").join().orElseThrow());
      other.write(name, buffer("longer than that"), Condition.none());
      try (FileReader reader = other.open(name)) {
        ByteBuffer target = ByteBuffer.allocate((int) reader.size());
        assertThatThrownBy(() -> reader.read(0, target)).isInstanceOf(TruncatedException.class);
      }
    }
  }

  @Test
  @Tag("fault-52")
  void pageOfAListing_fails_noListingInPart() throws Exception {
    int count = 1_005;
    for (int i = 0; i < count; i++) {
      dir.write(FileName.of("many/" + i), buffer("x"), Condition.absent());
    }
    Failing once = new Failing(Kind.UNKNOWN, "LIST", "f/many/", 3, 3);
    store.rule(once);
    assertThat(dir.list("many/")).hasSize(count);
    assertThat(once.fired).hasValue(1);
    Failing always = new Failing(Kind.UNKNOWN, "LIST", "f/many/", 3, Integer.MAX_VALUE);
    store.rule(always);
    assertThatThrownBy(() -> dir.list("many/")).isInstanceOf(UnavailableException.class);
    assertThat(always.fired.get()).isGreaterThan(1);
  }

  /** Holds back the answers of requests for a key: the effect has taken place. */
  private static final class Answers implements RuledObjectStore.Rule {
    private final String key;
    private final List<Runnable> held = new ArrayList<>();
    private final List<CompletableFuture<?>> effects = new ArrayList<>();

    Answers(String key) {
      this.key = key;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Passed on through the answer.
    public <T> CompletableFuture<T> apply(
        String verb, String at, Supplier<CompletableFuture<T>> request) {
      CompletableFuture<T> done = request.get();
      if (!verb.equals("PUT") || !at.startsWith(key)) {
        return done;
      }
      CompletableFuture<T> answer = new CompletableFuture<>();
      effects.add(done);
      held.add(
          () ->
              done.whenComplete(
                  (value, thrown) -> {
                    if (thrown == null) {
                      answer.complete(value);
                    } else {
                      answer.completeExceptionally(thrown);
                    }
                  }));
      return answer;
    }

    /** Gives the answer to the nth request. */
    void give(int number) {
      held.get(number).run();
    }

    int count() {
      return held.size();
    }

    /** Waits until the store is done with all requests so far. */
    void awaitEffects() throws Exception {
      for (CompletableFuture<?> effect : effects) {
        Settled.get(effect);
      }
    }
  }

  @Test
  @Tag("fault-66")
  void answersOfDifferentChunks_outOfOrder_areAckedInOrder() throws Exception {
    try (Appender appender = dir.append(WAL)) {
      put(appender, "a");
      Answers answers = new Answers(CHUNK);
      store.rule(answers);
      appender.write(buffer("b"));
      CompletableFuture<Long> second = appender.sync();
      appender.write(buffer("c"));
      CompletableFuture<Long> third = appender.sync();
      assertThat(answers.count()).isEqualTo(2);
      answers.give(1);
      assertThat(third).as("its answer is here, that of the one before is not").isNotDone();
      answers.give(0);
      assertThat(Settled.get(second)).isGreaterThanOrEqualTo(2);
      assertThat(Settled.get(third)).isEqualTo(3);
    }
    assertThat(read(WAL)).isEqualTo("abc");
  }

  /** A chunk that was sent twice under one id; the answers are held. */
  private final class Hedged implements AutoCloseable {
    final HeldTimers timers = new HeldTimers();
    final Answers answers = new Answers("a/wal/1/0000000030");
    final ObjectStoreDirectory timed =
        new ObjectStoreDirectory(
            new FilterObjectStore(store) {
              @Override
              public void close() {
                // The tests go on with it.
              }
            },
            options().clockwork(timers).answer(Duration.ofHours(1)).build());
    final Appender appender;
    final CompletableFuture<Long> ack;

    Hedged() throws Exception {
      appender = timed.append(WAL);
      for (int i = 0; i < 30; i++) {
        put(appender, "x");
      }
      store.rule(answers);
      store.takeRequests();
      appender.write(buffer("y"));
      ack = appender.sync();
      // The store may do two requests that are under way in any order; the hedge is to come second.
      answers.awaitEffects();
      timers.fireBelow(Duration.ofMinutes(30).toNanos());
      assertThat(answers.count()).as("sent twice").isEqualTo(2);
      assertThat(ack).isNotDone();
    }

    @Override
    public void close() throws DurabilityException {
      store.rule(RuledObjectStore.PASS);
      appender.close();
      timed.close();
    }
  }

  @Test
  @Tag("fault-66")
  void hedgeIsRefused_itsTwinIsConfirmedLater_isSuccess_withoutALook() throws Exception {
    try (Hedged hedged = new Hedged()) {
      hedged.answers.give(1);
      assertThat(hedged.ack).as("the twin's answer decides").isNotDone();
      hedged.answers.give(0);
      assertThat(Settled.get(hedged.ack)).isEqualTo(31);
      assertThat(store.takeRequests()).noneMatch(request -> request.startsWith("GET"));
    }
  }

  @Test
  @Tag("fault-66")
  void hedgeIsRefused_itsTwinIsNeverAnswered_isReadBack() throws Exception {
    try (Hedged hedged = new Hedged()) {
      hedged.answers.give(1);
      while (!hedged.ack.isDone()) {
        hedged.timers.fireBelow(Duration.ofMinutes(30).toNanos());
      }
      assertThat(Settled.get(hedged.ack)).isEqualTo(31);
      assertThat(store.takeRequests()).contains("GET a/wal/1/0000000030");
      hedged.answers.give(0);
    }
    assertThat(read(WAL)).hasSize(31);
  }

  @Test
  @Tag("fault-66")
  void firstIsConfirmed_itsHedgeIsRefusedLater_isSuccess() throws Exception {
    try (Hedged hedged = new Hedged()) {
      hedged.answers.give(0);
      assertThat(Settled.get(hedged.ack)).isEqualTo(31);
      hedged.answers.give(1);
      store.rule(RuledObjectStore.PASS);
      put(hedged.appender, "z");
    }
    assertThat(read(WAL)).hasSize(32).endsWith("yz");
  }

  @Test
  void partsThatAreGone_whereTheFileIsThere_isToldAtOnce() throws Exception {
    FileName name = FileName.of("large");
    dir.write(name, buffer("old"), Condition.none());
    Failing rule = new Failing(Kind.NOT_FOUND, "COMPLETE", "f/large", 1, Integer.MAX_VALUE);
    store.rule(rule);
    assertThatThrownBy(
            () -> {
              try (FileWriter writer = dir.create(name)) {
                writer.write(ByteBuffer.allocate(300_000));
                writer.commit(Condition.none());
              }
            })
        .isInstanceOf(UnavailableException.class);
    assertThat(rule.fired).as("parts do not come back").hasValue(1);
    assertThat(read(name)).isEqualTo("old");
  }

  /**
   * A machine whose chance repeats, as it would in a process that was cloned with its generator.
   */
  private static final class Repeating implements Clockwork {
    private final Clockwork machine = Clockwork.system();
    private final RandomGenerator chance = new Random(1);

    @Override
    public long nanoTime() {
      return machine.nanoTime();
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
      return machine.schedule(task, delayNanos);
    }

    @Override
    public void await(CompletableFuture<?> future) {
      machine.await(future);
    }

    @Override
    public RandomGenerator entropy() {
      return chance;
    }
  }

  private static ObjectStoreDirectory twin(ObjectStore on, Clockwork clockwork) {
    return new ObjectStoreDirectory(on, options().clockwork(clockwork).build());
  }

  /** Two that are in the same state before their first write write the same: one of them wins. */
  private int winners(Clockwork one, Clockwork other) throws Exception {
    int won = 0;
    try (ObjectStoreDirectory first = twin(objects.another(), one);
        ObjectStoreDirectory second = twin(objects.another(), other)) {
      List<Appender> twins = List.of(first.append(WAL), second.append(WAL));
      for (Appender twin : twins) {
        twin.write(buffer("same"));
        CompletableFuture<Long> ack = twin.sync();
        try {
          Settled.get(ack);
          won++;
        } catch (ConditionNotMetException e) {
          assertThat(e).hasMessageContaining("exists");
        }
      }
    }
    return won;
  }

  @Test
  @Tag("fault-80")
  void clones_whichWriteTheSame_doNotCollide() throws Exception {
    assertThat(winners(Clockwork.system(), Clockwork.system())).isEqualTo(1);
  }

  /** The negative control: with ids from a generator that the clone has too, both would win. */
  @Test
  void clones_withIdsThatRepeat_collide() throws Exception {
    assertThat(winners(new Repeating(), new Repeating())).isEqualTo(2);
  }
}
