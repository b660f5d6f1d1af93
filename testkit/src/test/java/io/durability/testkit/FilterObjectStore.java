package io.durability.testkit;

import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectPage;
import io.durability.objectstore.ObjectRange;
import io.durability.objectstore.ObjectStore;
import io.durability.objectstore.ObjectStoreTraits;
import io.durability.objectstore.PutCondition;
import io.durability.objectstore.Upload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An object store that passes every call on to another; subclasses change some. */
class FilterObjectStore implements ObjectStore {

  final ObjectStore in;

  FilterObjectStore(ObjectStore in) {
    this.in = in;
  }

  @Override
  public CompletableFuture<ObjectInfo> put(
      String key, ByteBuffer content, Map<String, String> metadata, PutCondition condition) {
    return in.put(key, content, metadata, condition);
  }

  @Override
  public CompletableFuture<ObjectRange> get(
      String key, long position, int length, Optional<String> version) {
    return in.get(key, position, length, version);
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return in.head(key);
  }

  @Override
  public CompletableFuture<ObjectPage> list(String prefix, String after, Optional<String> page) {
    return in.list(prefix, after, page);
  }

  @Override
  public CompletableFuture<Void> delete(List<String> keys) {
    return in.delete(keys);
  }

  @Override
  public CompletableFuture<Upload> beginUpload(String key, Map<String, String> metadata) {
    return in.beginUpload(key, metadata);
  }

  @Override
  public CompletableFuture<String> uploadPart(Upload upload, int number, ByteBuffer content) {
    return in.uploadPart(upload, number, content);
  }

  @Override
  public CompletableFuture<ObjectInfo> completeUpload(
      Upload upload, List<String> tags, PutCondition condition) {
    return in.completeUpload(upload, tags, condition);
  }

  @Override
  public CompletableFuture<Void> abortUpload(Upload upload) {
    return in.abortUpload(upload);
  }

  @Override
  public CompletableFuture<List<Upload>> listUploads(String prefix) {
    return in.listUploads(prefix);
  }

  @Override
  public ObjectStoreTraits traits() {
    return in.traits();
  }

  @Override
  public void close() {
    in.close();
  }

  @Override
  public String toString() {
    return in.toString();
  }
}
