package io.durability.s3;

import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectPage;
import io.durability.objectstore.ObjectRange;
import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.PutCondition;
import io.durability.objectstore.Upload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** The requests, one blocking method each; failures are those of the SDK unless said otherwise. */
final class S3Requests {

  private static final String ANY = "*";

  private final S3Client client;
  private final S3Place place;
  private final boolean checksums;
  private final @Nullable String sse;
  private final @Nullable String sseKmsKeyId;

  S3Requests(S3Client client, S3Place place, S3Options options) {
    this.client = client;
    this.place = place;
    this.checksums = options.checksums() == S3Options.Checksums.WHEN_SUPPORTED;
    this.sse = options.text(S3Options.SSE).orElse(null);
    this.sseKmsKeyId = options.text(S3Options.SSE_KMS_KEY_ID).orElse(null);
  }

  ObjectInfo put(
      String key,
      String full,
      BufferContent content,
      Map<String, String> metadata,
      PutCondition condition)
      throws ObjectStoreException {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(place.bucket())
            .key(full)
            .metadata(metadata)
            .serverSideEncryption(sse)
            .ssekmsKeyId(sseKmsKeyId);
    if (checksums) {
      request.checksumCRC32C(content.crc32c());
    }
    if (condition instanceof PutCondition.Absent) {
      request.ifNoneMatch(ANY);
    } else if (condition instanceof PutCondition.Matches matches) {
      request.ifMatch(ETags.quoted(matches.version()));
    }
    String etag = told("ETag", client.putObject(request.build(), content.body()).eTag());
    return new ObjectInfo(key, content.size(), ETags.version(etag), metadata);
  }

  ObjectRange get(String key, String full, long position, int length, Optional<String> version)
      throws ObjectStoreException {
    GetObjectRequest.Builder request =
        GetObjectRequest.builder()
            .bucket(place.bucket())
            .key(full)
            .range("bytes=" + position + "-" + (position + length - 1));
    version.ifPresent(etag -> request.ifMatch(ETags.quoted(etag)));
    try {
      return RangeBody.read(key, position, length, client.getObject(request.build()));
    } catch (SdkException e) {
      if (position > 0 || !S3Failures.isBehindEnd(e)) {
        throw e;
      }
    }
    // Of an empty object no range can be asked.
    GetObjectRequest whole = request.range(null).build();
    return RangeBody.read(key, position, length, client.getObject(whole));
  }

  Optional<ObjectInfo> head(String key, String full) throws ObjectStoreException {
    try {
      HeadObjectResponse head = client.headObject(each -> each.bucket(place.bucket()).key(full));
      return Optional.of(
          new ObjectInfo(key, head.contentLength(), ETags.version(head.eTag()), head.metadata()));
    } catch (SdkException e) {
      if (S3Failures.isNotFound(e)) {
        return Optional.empty();
      }
      throw S3Failures.toldOfHead(e);
    }
  }

  ObjectPage list(String prefix, String after, Optional<String> page) throws ObjectStoreException {
    ListObjectsV2Request.Builder request =
        ListObjectsV2Request.builder().bucket(place.bucket()).prefix(place.listed(prefix));
    if (page.isPresent()) {
      request.continuationToken(page.get());
    } else if (!after.isEmpty() && !place.isDirectoryBucket()) {
      request.startAfter(place.prefix() + after);
    }
    ListObjectsV2Response found = client.listObjectsV2(request.build());
    List<ObjectInfo> objects =
        found.contents().stream()
            .map(
                object ->
                    new ObjectInfo(
                        place.withoutPrefix(object.key()),
                        object.size(),
                        ETags.version(object.eTag()),
                        Map.of()))
            .toList();
    // Always there: a listing without it was cut, and must not pass for a short one.
    boolean more = told("IsTruncated", found.isTruncated());
    return new ObjectPage(
        objects,
        more
            ? Optional.of(told("NextContinuationToken", found.nextContinuationToken()))
            : Optional.empty());
  }

  /** Returns how many keys are gone, which is all. */
  int delete(List<String> full) throws ObjectStoreException {
    if (full.size() == 1) {
      deleteOne(full.get(0));
      return 1;
    }
    List<ObjectIdentifier> objects =
        full.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList();
    // Not quiet: an answer that names no failure may be one that was cut before it could.
    DeleteObjectsResponse response =
        client.deleteObjects(
            each -> each.bucket(place.bucket()).delete(deletion -> deletion.objects(objects)));
    int gone = response.deleted().size();
    for (var error : response.errors()) {
      ObjectStoreException failure = S3Failures.told(error);
      // Some stores say so of a key that was not there.
      if (failure.kind() != Kind.NOT_FOUND) {
        throw failure;
      }
      gone++;
    }
    if (gone < full.size()) {
      throw cut(full.size() + " deleted keys", gone);
    }
    return full.size();
  }

  private void deleteOne(String full) {
    try {
      client.deleteObject(each -> each.bucket(place.bucket()).key(full));
    } catch (SdkException e) {
      if (!S3Failures.isNotFound(e)) {
        throw e;
      }
    }
  }

  Upload beginUpload(String key, String full, Map<String, String> metadata)
      throws ObjectStoreException {
    CreateMultipartUploadRequest.Builder request =
        CreateMultipartUploadRequest.builder()
            .bucket(place.bucket())
            .key(full)
            .metadata(metadata)
            .serverSideEncryption(sse)
            .ssekmsKeyId(sseKmsKeyId);
    if (checksums) {
      request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
    }
    return new Upload(
        key, told("UploadId", client.createMultipartUpload(request.build()).uploadId()));
  }

  String uploadPart(String full, String uploadId, int number, BufferContent content)
      throws ObjectStoreException {
    UploadPartRequest.Builder request =
        UploadPartRequest.builder()
            .bucket(place.bucket())
            .key(full)
            .uploadId(uploadId)
            .partNumber(number);
    String crc32c = "";
    if (checksums) {
      crc32c = content.crc32c();
      request.checksumCRC32C(crc32c);
    }
    String etag = told("ETag", client.uploadPart(request.build(), content.body()).eTag());
    return new PartTag(content.size(), crc32c, etag).toString();
  }

  ObjectInfo completeUpload(Upload upload, String full, List<PartTag> parts, PutCondition condition)
      throws ObjectStoreException {
    CompleteMultipartUploadRequest.Builder request =
        CompleteMultipartUploadRequest.builder()
            .bucket(place.bucket())
            .key(full)
            .uploadId(upload.id())
            .multipartUpload(
                all ->
                    all.parts(
                        IntStream.range(0, parts.size())
                            .mapToObj(i -> parts.get(i).completed(i + 1))
                            .toList()));
    if (condition instanceof PutCondition.Absent) {
      request.ifNoneMatch(ANY);
    } else if (condition instanceof PutCondition.Matches matches) {
      request.ifMatch(ETags.quoted(matches.version()));
    }
    String etag = told("ETag", client.completeMultipartUpload(request.build()).eTag());
    long size = parts.stream().mapToLong(PartTag::size).sum();
    return new ObjectInfo(upload.key(), size, ETags.version(etag), Map.of());
  }

  /** Tells whether there was one. */
  boolean abortUpload(String full, String uploadId) {
    try {
      client.abortMultipartUpload(each -> each.bucket(place.bucket()).key(full).uploadId(uploadId));
      return true;
    } catch (SdkException e) {
      if (!S3Failures.isNotFound(e)) {
        throw e;
      }
      return false;
    }
  }

  List<Upload> listUploads(String prefix) throws ObjectStoreException {
    List<Upload> found = new ArrayList<>();
    ListMultipartUploadsRequest request =
        ListMultipartUploadsRequest.builder()
            .bucket(place.bucket())
            .prefix(place.listed(prefix))
            .build();
    boolean more = true;
    while (more) {
      ListMultipartUploadsResponse page;
      try {
        page = client.listMultipartUploads(request);
      } catch (SdkException e) {
        if (S3Failures.isNotImplemented(e)) {
          return List.of();
        }
        throw e;
      }
      String wanted = place.prefix() + prefix;
      for (var upload : page.uploads()) {
        // Some stores ignore the prefix, or are asked for a shorter one.
        if (upload.key().startsWith(wanted)) {
          found.add(new Upload(place.withoutPrefix(upload.key()), upload.uploadId()));
        }
      }
      more = told("IsTruncated", page.isTruncated());
      if (more) {
        // A directory bucket tells no NextUploadIdMarker.
        request =
            request.toBuilder()
                .keyMarker(told("NextKeyMarker", page.nextKeyMarker()))
                .uploadIdMarker(page.nextUploadIdMarker())
                .build();
      }
    }
    return found;
  }

  /**
   * Returns what every whole answer has. The JDK's client ends a body that was cut in order as if
   * it were whole, and the SDK takes an empty one for an answer in which nothing is set.
   */
  private static <T> T told(String what, @Nullable T value) throws ObjectStoreException {
    if (value == null) {
      throw cut(what, "nothing");
    }
    return value;
  }

  private static ObjectStoreException cut(String expected, Object found) {
    return new ObjectStoreException(
        Kind.UNKNOWN, "answer is not whole [expected=" + expected + ", found=" + found + "]", null);
  }
}
