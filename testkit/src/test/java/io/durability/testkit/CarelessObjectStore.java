package io.durability.testkit;

import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectStore;
import io.durability.objectstore.PutCondition;
import io.durability.objectstore.Upload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** An object store that takes conditions and does not check them, as some do. */
final class CarelessObjectStore extends FilterObjectStore {

  private static final PutCondition NONE = new PutCondition.None();

  CarelessObjectStore(ObjectStore in) {
    super(in);
  }

  @Override
  public CompletableFuture<ObjectInfo> put(
      String key, ByteBuffer content, Map<String, String> metadata, PutCondition condition) {
    return in.put(key, content, metadata, NONE);
  }

  @Override
  public CompletableFuture<ObjectInfo> completeUpload(
      Upload upload, List<String> tags, PutCondition condition) {
    return in.completeUpload(upload, tags, NONE);
  }
}
