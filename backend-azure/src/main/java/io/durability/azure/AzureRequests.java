package io.durability.azure;

import com.azure.core.http.rest.Response;
import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import com.azure.storage.blob.specialized.BlobAsyncClientBase;
import com.azure.storage.blob.specialized.BlockBlobAsyncClient;
import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectPage;
import io.durability.objectstore.ObjectRange;
import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.PutCondition;
import io.durability.objectstore.Upload;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The requests, sent when they are subscribed to; failures are those of the SDK. */
final class AzureRequests {

  private static final String ANY = "*";

  /** How many of the keys of one call are deleted at a time. */
  private static final int DELETES_IN_FLIGHT = 32;

  private final BlobContainerAsyncClient container;
  private final AzurePlace place;
  private final boolean checksums;

  AzureRequests(BlobContainerAsyncClient container, AzurePlace place, AzureOptions options) {
    this.container = container;
    this.place = place;
    this.checksums = options.checksums();
  }

  private BlobAsyncClientBase blob(String key) {
    return container.getBlobAsyncClient(place.name(key));
  }

  private BlockBlobAsyncClient blockBlob(String key) {
    return container.getBlobAsyncClient(place.name(key)).getBlockBlobAsyncClient();
  }

  private static BlobRequestConditions conditions(PutCondition condition) {
    BlobRequestConditions conditions = new BlobRequestConditions();
    if (condition instanceof PutCondition.Absent) {
      conditions.setIfNoneMatch(ANY);
    } else if (condition instanceof PutCondition.Matches matches) {
      conditions.setIfMatch(ETags.header(matches.version()));
    }
    return conditions;
  }

  /** Azure compares it with what arrives. */
  private byte @Nullable [] md5(byte[] content) {
    if (!checksums) {
      return null;
    }
    try {
      return MessageDigest.getInstance("MD5").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException(
          "this Java has no MD5; set option " + AzureOptions.CHECKSUMS + " to false", e);
    }
  }

  Mono<ObjectInfo> put(
      String key, byte[] content, Map<String, String> metadata, PutCondition condition) {
    return blockBlob(key)
        .uploadWithResponse(
            new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(content))
                .setContentMd5(md5(content))
                .setMetadata(metadata)
                .setRequestConditions(conditions(condition)))
        .map(Response::getValue)
        .map(
            written ->
                new ObjectInfo(key, content.length, ETags.version(written.getETag()), metadata));
  }

  Mono<ObjectRange> get(String key, long position, int length, Optional<String> version) {
    BlobRequestConditions conditions = new BlobRequestConditions();
    version.ifPresent(etag -> conditions.setIfMatch(ETags.header(etag)));
    Mono<ObjectRange> range =
        blob(key)
            .downloadStreamWithResponse(
                new BlobRange(position, (long) length),
                new DownloadRetryOptions().setMaxRetryRequests(0),
                conditions,
                /* getRangeContentMd5= */ false)
            .flatMap(response -> RangeBody.read(key, position, length, response));
    // Of an empty blob no range can be asked.
    return position > 0
        ? range
        : range.onErrorResume(
            AzureFailures::isBehindEnd,
            refusal ->
                properties(key, conditions)
                    .filter(object -> object.size() == 0)
                    .map(object -> new ObjectRange(object, ByteBuffer.allocate(0)))
                    .switchIfEmpty(Mono.error(refusal)));
  }

  private Mono<ObjectInfo> properties(String key, BlobRequestConditions conditions) {
    return blob(key)
        .getPropertiesWithResponse(conditions)
        .map(Response::getValue)
        .filter(found -> !Metadata.isOfFolder(found.getMetadata()))
        .map(found -> info(key, found));
  }

  private static ObjectInfo info(String key, BlobProperties found) {
    return new ObjectInfo(
        key,
        found.getBlobSize(),
        ETags.version(found.getETag()),
        Metadata.read(found.getMetadata()));
  }

  Mono<Optional<ObjectInfo>> head(String key) {
    return properties(key, new BlobRequestConditions())
        .map(Optional::of)
        .onErrorResume(AzureFailures::isNotFound, absent -> Mono.just(Optional.empty()))
        .defaultIfEmpty(Optional.empty());
  }

  /**
   * Lists from the first key on: what Azure offers to begin later is meant for one level of folders
   * only, and not every version knows it.
   */
  Mono<ObjectPage> list(String prefix, Optional<String> page) {
    ListBlobsOptions options =
        new ListBlobsOptions()
            .setPrefix(place.namePrefix(prefix))
            .setDetails(new BlobListDetails().setRetrieveMetadata(true));
    return container
        .listBlobs(options, page.orElse(null))
        .byPage()
        .next()
        .map(
            found -> {
              @Nullable String next = found.getContinuationToken();
              return new ObjectPage(
                  found.getValue().stream().filter(this::isBlob).map(this::info).toList(),
                  Optional.ofNullable(next).filter(token -> !token.isEmpty()));
            });
  }

  private boolean isBlob(BlobItem item) {
    return place.isOurs(item.getName()) && !Metadata.isOfFolder(item.getMetadata());
  }

  private ObjectInfo info(BlobItem item) {
    return new ObjectInfo(
        place.key(item.getName()),
        item.getProperties().getContentLength(),
        ETags.version(item.getProperties().getETag()),
        Map.of());
  }

  Mono<Void> delete(List<String> keys) {
    return Flux.fromIterable(keys).flatMap(this::delete, DELETES_IN_FLIGHT).then();
  }

  private Mono<Void> delete(String key) {
    return blob(key)
        // Or a blob of which somebody took a snapshot could not be deleted at all.
        .deleteWithResponse(DeleteSnapshotsOptionType.INCLUDE, new BlobRequestConditions())
        .onErrorResume(AzureFailures::isNotFound, absent -> Mono.empty())
        .then();
  }

  /** Returns the size of the part, which is what its tag tells. */
  Mono<String> uploadPart(Upload upload, int number, byte[] content) {
    return blockBlob(upload.key())
        .stageBlockWithResponse(
            new BlockBlobStageBlockOptions(
                    OpenUploads.blockId(upload, number), BinaryData.fromBytes(content))
                .setContentMd5(md5(content)))
        .thenReturn(Integer.toString(content.length));
  }

  Mono<ObjectInfo> completeUpload(
      Upload upload, List<String> tags, Map<String, String> metadata, PutCondition condition) {
    List<String> blocks =
        IntStream.rangeClosed(1, tags.size())
            .mapToObj(number -> OpenUploads.blockId(upload, number))
            .toList();
    long size = tags.stream().mapToLong(Long::parseLong).reduce(0, Math::addExact);
    return blockBlob(upload.key())
        .commitBlockListWithResponse(
            new BlockBlobCommitBlockListOptions(blocks)
                .setMetadata(metadata)
                .setRequestConditions(conditions(condition)))
        .map(Response::getValue)
        .map(
            written ->
                new ObjectInfo(upload.key(), size, ETags.version(written.getETag()), metadata))
        .onErrorResume(
            AzureFailures::isWithoutBlocks,
            missing -> refusedFirst(upload.key(), condition, missing));
  }

  /**
   * Tells that the condition fails, if it does. The blocks of one upload go when another of the
   * same name, or a blob in one piece, is committed: which of both is told first, is up to the
   * store.
   */
  private Mono<ObjectInfo> refusedFirst(String key, PutCondition condition, Throwable missing) {
    if (condition instanceof PutCondition.None) {
      return Mono.error(missing);
    }
    return head(key)
        .flatMap(
            found -> {
              boolean holds =
                  condition instanceof PutCondition.Matches matches
                      ? found.map(ObjectInfo::version).equals(Optional.of(matches.version()))
                      : found.isEmpty();
              return Mono.error(
                  holds
                      ? missing
                      : new ObjectStoreException(
                          Kind.CONDITION_FAILED, "another was committed, blocks are gone", null));
            });
  }
}
