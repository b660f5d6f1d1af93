package io.durability.it;

import io.durability.it.emulator.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

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

  /** Returns a prefix that nobody else has. */
  static String newPrefix() {
    return "it-" + UUID.randomUUID();
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
