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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Object stores with one deliberate mistake each, as adapters have been seen to make them. */
final class BrokenObjectStores {

  private static final PutCondition NONE = new PutCondition.None();

  private BrokenObjectStores() {}

  private static <T> CompletableFuture<T> failed(Kind kind) {
    return CompletableFuture.failedFuture(new ObjectStoreException(kind, "mistake", null));
  }

  /** Returns them by what is wrong. */
  static Map<String, UnaryOperator<ObjectStore>> all() {
    Map<String, UnaryOperator<ObjectStore>> all = new LinkedHashMap<>();
    all.put("conditions are ignored", CarelessObjectStore::new);
    puts(all);
    reads(all);
    listings(all);
    uploads(all);
    return all;
  }

  private static void puts(Map<String, UnaryOperator<ObjectStore>> all) {
    all.put(
        "create if absent is a look and a write",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<ObjectInfo> put(
                  String key, ByteBuffer content, Map<String, String> meta, PutCondition when) {
                return when instanceof PutCondition.Absent
                    ? in.head(key)
                        .thenComposeAsync(
                            found ->
                                found.isPresent()
                                    ? failed(Kind.CONDITION_FAILED)
                                    : in.put(key, content, meta, NONE),
                            CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS))
                    : in.put(key, content, meta, when);
              }
            });
    all.put(
        "a version match is not checked",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<ObjectInfo> put(
                  String key, ByteBuffer content, Map<String, String> meta, PutCondition when) {
                boolean matches = when instanceof PutCondition.Matches;
                return in.put(key, content, meta, matches ? NONE : when);
              }
            });
    all.put(
        "metadata is dropped",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<ObjectInfo> put(
                  String key, ByteBuffer content, Map<String, String> meta, PutCondition when) {
                return in.put(key, content, Map.of(), when);
              }
            });
    all.put(
        "the buffer's position moves",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<ObjectInfo> put(
                  String key, ByteBuffer content, Map<String, String> meta, PutCondition when) {
                ByteBuffer copy = ByteBuffer.allocate(content.remaining()).put(content).flip();
                return in.put(key, copy, meta, when);
              }
            });
    all.put(
        "a write is confirmed and not done",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<ObjectInfo> put(
                  String key, ByteBuffer content, Map<String, String> meta, PutCondition when) {
                return CompletableFuture.completedFuture(
                    new ObjectInfo(key, content.remaining(), "v", Map.of()));
              }
            });
    all.put(
        "a failed condition is told as unknown",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<ObjectInfo> put(
                  String key, ByteBuffer content, Map<String, String> meta, PutCondition when) {
                return in.put(key, content, meta, when)
                    .exceptionallyCompose(thrown -> failed(Kind.UNKNOWN));
              }
            });
    all.put(
        "keys are taken in lower case",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<ObjectInfo> put(
                  String key, ByteBuffer content, Map<String, String> meta, PutCondition when) {
                return in.put(key.toLowerCase(Locale.ROOT), content, meta, when);
              }
            });
  }

  private static void reads(Map<String, UnaryOperator<ObjectStore>> all) {
    all.put(
        "a range begins one byte late",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<ObjectRange> get(
                  String key, long position, int length, Optional<String> version) {
                return in.get(key, position == 0 ? 0 : position + 1, length, version);
              }
            });
    all.put(
        "the version asked for is not looked at",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<ObjectRange> get(
                  String key, long position, int length, Optional<String> version) {
                return in.get(key, position, length, Optional.empty());
              }
            });
    all.put(
        "a body ends early and is taken for whole",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<ObjectRange> get(
                  String key, long position, int length, Optional<String> version) {
                return in.get(key, position, Math.max(1, length / 2), version);
              }
            });
    all.put(
        "an absent object is told as unknown",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<ObjectRange> get(
                  String key, long position, int length, Optional<String> version) {
                return in.get(key, position, length, version)
                    .exceptionallyCompose(thrown -> failed(Kind.UNKNOWN));
              }
            });
    all.put(
        "head of an absent object fails",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<Optional<ObjectInfo>> head(String key) {
                return in.head(key)
                    .thenCompose(
                        found ->
                            found.isPresent()
                                ? CompletableFuture.completedFuture(found)
                                : failed(Kind.NOT_FOUND));
              }
            });
    all.put(
        "head is blind",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<Optional<ObjectInfo>> head(String key) {
                return CompletableFuture.completedFuture(Optional.empty());
              }
            });
  }

  private static void listings(Map<String, UnaryOperator<ObjectStore>> all) {
    all.put(
        "a listing ends with its first page",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<ObjectPage> list(
                  String prefix, String after, Optional<String> page) {
                return in.list(prefix, after, page)
                    .thenApply(found -> new ObjectPage(found.objects(), Optional.empty()));
              }
            });
    all.put(
        "a page is given twice",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<ObjectPage> list(
                  String prefix, String after, Optional<String> page) {
                return in.list(prefix, after, page)
                    .thenApply(
                        found -> {
                          List<ObjectInfo> twice = new ArrayList<>(found.objects());
                          twice.addAll(found.objects());
                          return new ObjectPage(twice, found.next());
                        });
              }
            });
    all.put(
        "a listing is of a folder, not of a prefix",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<ObjectPage> list(
                  String prefix, String after, Optional<String> page) {
                boolean folder = prefix.isEmpty() || prefix.endsWith("/");
                return in.list(folder ? prefix : prefix + "/", after, page);
              }
            });
    all.put(
        "a deletion takes what is below a key with it",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<Void> delete(List<String> keys) {
                return in.list(keys.get(0) + "/", "", Optional.empty())
                    .thenCompose(
                        found -> {
                          List<String> more = new ArrayList<>(keys);
                          found.objects().forEach(object -> more.add(object.key()));
                          int most = in.traits().deleteKeysMax();
                          return in.delete(more.subList(0, Math.min(most, more.size())));
                        });
              }
            });
    all.put(
        "only the first of many is deleted",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<Void> delete(List<String> keys) {
                return in.delete(keys.subList(0, 1));
              }
            });
    all.put(
        "the deletion of what is absent fails",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<Void> delete(List<String> keys) {
                return in.head(keys.get(0))
                    .thenCompose(
                        found -> found.isPresent() ? in.delete(keys) : failed(Kind.NOT_FOUND));
              }
            });
  }

  private static void uploads(Map<String, UnaryOperator<ObjectStore>> all) {
    all.put(
        "completing an upload ignores its condition",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<ObjectInfo> completeUpload(
                  Upload upload, List<String> tags, PutCondition condition) {
                return in.completeUpload(upload, tags, NONE);
              }
            });
    all.put(
        "the last part is left out",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<ObjectInfo> completeUpload(
                  Upload upload, List<String> tags, PutCondition condition) {
                List<String> most = tags.size() < 2 ? tags : tags.subList(0, tags.size() - 1);
                return in.completeUpload(upload, most, condition);
              }
            });
    all.put(
        "an aborted upload goes on",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<Void> abortUpload(Upload upload) {
                return CompletableFuture.completedFuture(null);
              }
            });
    all.put(
        "an upload's metadata is dropped",
        in ->
            new FilterObjectStore(in) {
              @Override
              public CompletableFuture<Upload> beginUpload(String key, Map<String, String> meta) {
                return in.beginUpload(key, Map.of());
              }
            });
  }
}
