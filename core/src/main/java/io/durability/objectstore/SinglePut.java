package io.durability.objectstore;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** An object that is sent in one request. */
final class SinglePut implements ConditionalPut.Target {

  private static final String OPERATION = "op";

  private final Calls calls;
  private final String key;
  private final UUID operation;
  private final ByteBuffer content;

  /**
   * Makes it.
   *
   * @param operation random for each object
   * @param content from position to limit; not changed until the outcome is known
   */
  SinglePut(Calls calls, String key, UUID operation, ByteBuffer content) {
    this.calls = calls;
    this.key = key;
    this.operation = operation;
    this.content = content;
  }

  /** Returns the metadata that tells an operation's object. */
  static Map<String, String> metadata(UUID operation) {
    return Map.of(OPERATION, text(operation));
  }

  /** Tells whether an object is of an operation. */
  static boolean isOf(ObjectInfo object, UUID operation) {
    return text(operation).equals(object.metadata().get(OPERATION));
  }

  private static String text(UUID operation) {
    return operation.toString().replace("-", "");
  }

  @Override
  public String request() {
    return "PUT";
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public CompletableFuture<ObjectInfo> send(PutCondition condition) {
    return calls.store.put(key, content.duplicate(), metadata(operation), condition);
  }

  @Override
  public CompletableFuture<ConditionalPut.Found> look() {
    return calls
        .get(key, 0, Math.max(1, content.remaining()), Optional.empty())
        .thenApply(
            range -> {
              ObjectInfo object = range.object();
              return new ConditionalPut.Found(
                  object,
                  isOf(object, operation),
                  object.size() == content.remaining() && range.bytes().equals(content));
            });
  }
}
