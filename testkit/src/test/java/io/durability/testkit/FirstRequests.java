package io.durability.testkit;

import io.durability.objectstore.ObjectStoreException.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Does something to the first requests of a verb whose key begins so; passes on all others. */
abstract class FirstRequests implements RuledObjectStore.Rule {
  private final String verb;
  private final String key;
  private final AtomicInteger left;

  FirstRequests(int count, String verb, String key) {
    this.verb = verb;
    this.key = key;
    this.left = new AtomicInteger(count);
  }

  abstract <T> CompletableFuture<T> hit(Supplier<CompletableFuture<T>> request);

  @Override
  public final <T> CompletableFuture<T> apply(
      String asked, String at, Supplier<CompletableFuture<T>> request) {
    boolean hits = asked.equals(verb) && at.startsWith(key) && left.getAndDecrement() > 0;
    return hits ? hit(request) : request.get();
  }

  /** Lets them take effect and loses the answers. */
  static FirstRequests lose(int count, String verb, String key) {
    return new FirstRequests(count, verb, key) {
      @Override
      <T> CompletableFuture<T> hit(Supplier<CompletableFuture<T>> request) {
        return RuledObjectStore.lost(request);
      }
    };
  }

  /** Fails them before they take effect. */
  static FirstRequests fail(Kind kind, int count, String verb, String key) {
    return new FirstRequests(count, verb, key) {
      @Override
      <T> CompletableFuture<T> hit(Supplier<CompletableFuture<T>> request) {
        return RuledObjectStore.failed(kind);
      }
    };
  }
}
