package io.durability.testkit;

import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectPage;
import io.durability.objectstore.ObjectRange;
import io.durability.objectstore.ObjectStore;
import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.PutCondition;
import io.durability.objectstore.Upload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * An object store whose requests are counted, and that does to each what a rule says: pass it on,
 * fail it before or after it took effect, or hold it until the test lets it go.
 */
final class RuledObjectStore extends FilterObjectStore {

  /** What is done to one request. */
  interface Rule {
    /** Passes it on with {@code request.get()}, or does something else. */
    <T> CompletableFuture<T> apply(String verb, String key, Supplier<CompletableFuture<T>> request);
  }

  /** Passes everything on. */
  static final Rule PASS =
      new Rule() {
        @Override
        public <T> CompletableFuture<T> apply(
            String verb, String key, Supplier<CompletableFuture<T>> request) {
          return request.get();
        }
      };

  private final List<String> requests = new ArrayList<>();
  private volatile Rule rule = PASS;

  RuledObjectStore(ObjectStore in) {
    super(in);
  }

  void rule(Rule next) {
    rule = next;
  }

  /** Returns the requests so far, each as verb and key, and forgets them. */
  List<String> takeRequests() {
    synchronized (requests) {
      List<String> taken = List.copyOf(requests);
      requests.clear();
      return taken;
    }
  }

  static <T> CompletableFuture<T> failed(Kind kind) {
    return CompletableFuture.failedFuture(new ObjectStoreException(kind, "by rule", null));
  }

  /** Lets a request take effect and loses its answer. */
  static <T> CompletableFuture<T> lost(Supplier<CompletableFuture<T>> request) {
    return request.get().thenCompose(done -> failed(Kind.UNKNOWN));
  }

  private <T> CompletableFuture<T> ask(
      String verb, String key, Supplier<CompletableFuture<T>> request) {
    synchronized (requests) {
      requests.add(verb + " " + key);
    }
    return rule.apply(verb, key, request);
  }

  @Override
  public CompletableFuture<ObjectInfo> put(
      String key, ByteBuffer content, Map<String, String> metadata, PutCondition condition) {
    return ask("PUT", key, () -> in.put(key, content, metadata, condition));
  }

  @Override
  public CompletableFuture<ObjectRange> get(
      String key, long position, int length, Optional<String> version) {
    return ask("GET", key, () -> in.get(key, position, length, version));
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return ask("HEAD", key, () -> in.head(key));
  }

  @Override
  public CompletableFuture<ObjectPage> list(String prefix, String after, Optional<String> page) {
    return ask("LIST", prefix, () -> in.list(prefix, after, page));
  }

  @Override
  public CompletableFuture<Void> delete(List<String> keys) {
    return ask("DELETE", keys.get(0), () -> in.delete(keys));
  }

  @Override
  public CompletableFuture<Upload> beginUpload(String key, Map<String, String> metadata) {
    return ask("BEGIN", key, () -> in.beginUpload(key, metadata));
  }

  @Override
  public CompletableFuture<String> uploadPart(Upload upload, int number, ByteBuffer content) {
    return ask("PART", upload.key(), () -> in.uploadPart(upload, number, content));
  }

  @Override
  public CompletableFuture<ObjectInfo> completeUpload(
      Upload upload, List<String> tags, PutCondition condition) {
    return ask("COMPLETE", upload.key(), () -> in.completeUpload(upload, tags, condition));
  }

  @Override
  public CompletableFuture<Void> abortUpload(Upload upload) {
    return ask("ABORT", upload.key(), () -> in.abortUpload(upload));
  }

  @Override
  public CompletableFuture<List<Upload>> listUploads(String prefix) {
    return ask("UPLOADS", prefix, () -> in.listUploads(prefix));
  }
}
