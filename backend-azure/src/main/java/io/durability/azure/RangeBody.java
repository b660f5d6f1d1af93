package io.durability.azure;

import com.azure.storage.blob.models.BlobDownloadAsyncResponse;
import com.azure.storage.blob.models.BlobDownloadHeaders;
import io.durability.objectstore.ObjectInfo;
import io.durability.objectstore.ObjectRange;
import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The answer to a read: checked to be whole, and no longer than what was asked for. */
final class RangeBody {

  private RangeBody() {}

  /**
   * Reads the body.
   *
   * @param position where it is to begin in the blob
   * @param length how many bytes were asked for
   * @return fails with {@code UNKNOWN} if the body ends early
   */
  static Mono<ObjectRange> read(
      String key, long position, int length, BlobDownloadAsyncResponse response) {
    BlobDownloadHeaders head = response.getDeserializedHeaders();
    @Nullable String range = head.getContentRange();
    long total = range == null ? -1 : total(range);
    if (total < 0 || (position > 0 && position >= total)) {
      return response.getValue().then(Mono.error(withoutRange(total)));
    }
    int expected = (int) Math.min(length, total - position);
    ObjectInfo object =
        new ObjectInfo(
            key, total, ETags.version(head.getETag()), Metadata.read(head.getMetadata()));
    ByteBuffer bytes = ByteBuffer.allocate(expected);
    return response
        .getValue()
        .handle(
            (piece, sink) -> {
              if (piece.remaining() > bytes.remaining()) {
                sink.error(failure("body is too long [expected=" + expected + "]"));
              } else {
                bytes.put(piece);
              }
            })
        .then(
            Mono.defer(
                () ->
                    bytes.hasRemaining()
                        ? Mono.error(
                            failure(
                                "body ends early [expected="
                                    + expected
                                    + ", found="
                                    + bytes.position()
                                    + "]"))
                        : Mono.just(new ObjectRange(object, bytes.flip()))));
  }

  /** Azure refuses a range behind the end; others answer with none. */
  private static ObjectStoreException withoutRange(long total) {
    return total < 0
        ? failure("answer malformed [expected=a range of a known size]")
        : new ObjectStoreException(Kind.REJECTED, "range behind the end", null);
  }

  private static ObjectStoreException failure(String what) {
    return new ObjectStoreException(Kind.UNKNOWN, what, null);
  }

  /** Reads the size of the whole blob from {@code bytes 0-99/1234}; -1 if it is not told. */
  private static long total(String range) {
    String size = range.substring(range.lastIndexOf('/') + 1);
    return size.matches("[0-9]{1,18}") ? Long.parseLong(size) : -1;
  }
}
