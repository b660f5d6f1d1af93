package io.durability.it;

import io.durability.it.emulator.Stores;
import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The stores of this JVM: each is started when the first test wants it, and ends with the JVM, as
 * what the ladders start does.
 */
final class TestedStores {

  /** Starts a store, if there is one to be had. */
  interface Start {
    Optional<TestedStore> start(Stores ladders) throws IOException;
  }

  private static final Map<String, Start> KNOWN =
      Map.of("s3", S3Store::start, "azure", AzureStore::start);

  private static final Map<String, Optional<TestedStore>> STARTED = new ConcurrentHashMap<>();

  /** The prefixes that were given away since the last test ended. */
  private static final Queue<String> USED = new ConcurrentLinkedQueue<>();

  private TestedStores() {}

  /**
   * Returns a store, or empty if there is none and none is required.
   *
   * @throws IllegalStateException if there is none although it is required
   */
  static Optional<TestedStore> find(String name) {
    return STARTED.computeIfAbsent(name, TestedStores::start);
  }

  /** Returns a store whose tests run; {@link OnStore} has seen to it that there is one. */
  static TestedStore get(String name) {
    return find(name).orElseThrow(() -> new IllegalStateException("no store " + name));
  }

  /** Returns a prefix that nobody else has; what is under it goes when the test has ended. */
  static String newPrefix() {
    String prefix = "it-" + UUID.randomUUID();
    USED.add(prefix);
    return prefix;
  }

  /**
   * Deletes what the last test has left: a bucket costs money, and the emulators search all that
   * they hold to list a part of it.
   */
  static void clean(String name) {
    for (String prefix = USED.poll(); prefix != null; prefix = USED.poll()) {
      clean(get(name), prefix);
    }
  }

  /** Deletes what is under a prefix, for a test that would leave too much until its end. */
  static void clean(TestedStore tested, String prefix) {
    try (ObjectStore store = tested.open(prefix)) {
      int most = store.traits().deleteKeysMax();
      List<String> keys = Listings.all(store, "").stream().map(ObjectInfo::key).toList();
      for (int from = 0; from < keys.size(); from += most) {
        store.delete(keys.subList(from, Math.min(keys.size(), from + most))).join();
      }
      USED.remove(prefix);
    } catch (CompletionException e) {
      System.out.println("[" + tested.name() + "] objects are left under " + prefix + ": " + e);
    }
  }

  private static Optional<TestedStore> start(String name) {
    Stores ladders = Stores.ofThisProcess();
    Optional<TestedStore> started;
    try {
      started = Optional.ofNullable(KNOWN.get(name)).orElseThrow().start(ladders);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (started.isEmpty() && ladders.requires(name)) {
      throw new IllegalStateException("DURABILITY_IT_REQUIRE names " + name + ": none to be had");
    }
    return started;
  }
}
