package io.durability.objectstore;

import io.durability.objectstore.ObjectStoreException.Kind;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** An object that was sent in parts and is now to appear. */
final class UploadCompletion implements ConditionalPut.Target {

  private final Calls calls;
  private final Upload upload;
  private final UUID operation;
  private final List<String> tags;

  UploadCompletion(Calls calls, Upload upload, UUID operation, List<String> tags) {
    this.calls = calls;
    this.upload = upload;
    this.operation = operation;
    this.tags = tags;
  }

  @Override
  public String request() {
    return "COMPLETE";
  }

  @Override
  public String key() {
    return upload.key();
  }

  @Override
  public CompletableFuture<ObjectInfo> send(PutCondition condition) {
    return calls.store.completeUpload(upload, tags, condition);
  }

  @Override
  public CompletableFuture<ConditionalPut.Found> look() {
    return calls
        .head(upload.key())
        .thenCompose(
            found ->
                found
                    .map(
                        object ->
                            // Of the parts that we sent, whole: only we know the upload's id.
                            CompletableFuture.completedFuture(
                                new ConditionalPut.Found(
                                    object, SinglePut.isOf(object, operation), true)))
                    .orElseGet(
                        () ->
                            CompletableFuture.failedFuture(
                                new ObjectStoreException(
                                    Kind.NOT_FOUND, "no object " + upload.key(), null))));
  }
}
