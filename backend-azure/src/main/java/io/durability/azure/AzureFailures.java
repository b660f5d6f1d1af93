package io.durability.azure;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/**
 * What a failure of the SDK means. The only class that knows how the store says no.
 *
 * <p>Where the store's answer leaves it open whether a request took effect, the kind is {@code
 * UNKNOWN}: the layer above then looks.
 */
final class AzureFailures {

  private static final int REDIRECT_MIN = 300;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int HTTP_VERSION_NOT_SUPPORTED = 505;

  /** With status 409, though it is the answer to {@code If-None-Match: *}. */
  private static final Set<String> CONDITION = Set.of("BlobAlreadyExists", "ResourceAlreadyExists");

  /** The store has slowed us down before it did anything. */
  private static final Set<String> THROTTLED = Set.of("ServerBusy");

  /** Also with status 400 or 409: credentials, clock, or an account that is closed for now. */
  private static final Set<String> DENIED =
      Set.of(
          "InvalidAuthenticationInfo",
          "NoAuthenticationInformation",
          "AuthenticationFailed",
          "AccountIsDisabled",
          "AccountBeingCreated");

  /** Also with status 400: the request did not arrive as it was sent. */
  private static final Set<String> DAMAGED =
      Set.of("Md5Mismatch", "Crc64Mismatch", "OperationTimedOut", "InternalError");

  private static final Set<String> ABSENT = Set.of("BlobNotFound", "ResourceNotFound");

  /** Blocks that were sent: those of one name go when any of them are committed. */
  private static final Set<String> BLOCKS = Set.of("InvalidBlockList", "InvalidBlobOrBlock");

  /**
   * With status 404, 409 or 412, but nothing that trying again helps: the container, or what others
   * have done to the blob.
   */
  private static final Set<String> HOPELESS =
      Set.of(
          "ContainerNotFound",
          "ContainerDisabled",
          "ContainerBeingDeleted",
          "BlobImmutableDueToPolicy",
          "BlobArchived",
          "BlobBeingRehydrated",
          "BlobUsesCustomerSpecifiedEncryption",
          "InvalidBlobType",
          "SnapshotsPresent",
          "FeatureVersionMismatch",
          "ResourceTypeMismatch");

  /** A lease that somebody holds is told as a condition, but it is not ours. */
  private static final String LEASE = "Lease";

  private AzureFailures() {}

  /** Returns a failure of the SDK as the layer above understands it. */
  static ObjectStoreException told(Throwable thrown) {
    Throwable failure = Exceptions.unwrap(thrown);
    if (failure instanceof ObjectStoreException already) {
      return already;
    }
    if (failure instanceof ClientAuthenticationException refused && refused.getResponse() == null) {
      return new ObjectStoreException(
          Kind.DENIED, "no credentials: " + refused.getMessage(), refused);
    }
    if (failure instanceof HttpResponseException answer && answer.getResponse() != null) {
      return told(answer, answer.getResponse());
    }
    // The connection was refused or cut, or no answer came: who knows what was done.
    return new ObjectStoreException(Kind.UNKNOWN, "no answer: " + failure, failure);
  }

  /**
   * The answer itself is not kept as the cause: its text quotes the request back, with signatures
   * and keys in it, and it holds the address with a SAS.
   */
  private static ObjectStoreException told(HttpResponseException answer, HttpResponse response) {
    int status = response.getStatusCode();
    String code = code(answer);
    @Nullable String request = response.getHeaderValue(HttpHeaderName.X_MS_REQUEST_ID);
    String what = status + " " + code + (request == null ? "" : " [request=" + request + "]");
    return new ObjectStoreException(kind(status, code), what, null);
  }

  private static String code(HttpResponseException answer) {
    @Nullable BlobErrorCode code =
        answer instanceof BlobStorageException told ? told.getErrorCode() : null;
    return code == null ? "" : code.toString();
  }

  /** Tells whether a blob was asked for bytes behind its end. */
  static boolean isBehindEnd(Throwable failure) {
    return failure instanceof BlobStorageException answer
        && answer.getStatusCode() == RANGE_NOT_SATISFIABLE;
  }

  /** Tells whether blocks that were to be committed are not there. */
  static boolean isWithoutBlocks(Throwable failure) {
    return failure instanceof BlobStorageException answer && BLOCKS.contains(code(answer));
  }

  /** Tells whether there is no such blob. */
  static boolean isNotFound(Throwable failure) {
    return failure instanceof BlobStorageException && told(failure).kind() == Kind.NOT_FOUND;
  }

  static Kind kind(int status, String code) {
    if (CONDITION.contains(code)) {
      return Kind.CONDITION_FAILED;
    }
    if (THROTTLED.contains(code) || status == TOO_MANY_REQUESTS) {
      return Kind.THROTTLED;
    }
    if (DENIED.contains(code) || status == UNAUTHORIZED || status == FORBIDDEN) {
      return Kind.DENIED;
    }
    if (DAMAGED.contains(code)) {
      return Kind.UNKNOWN;
    }
    if (ABSENT.contains(code) || BLOCKS.contains(code)) {
      return Kind.NOT_FOUND;
    }
    if (HOPELESS.contains(code) || code.startsWith(LEASE)) {
      return Kind.REJECTED;
    }
    return switch (status) {
      // Without a code: a HEAD has no body to tell more in.
      case NOT_FOUND -> Kind.NOT_FOUND;
      case REQUEST_TIMEOUT -> Kind.UNKNOWN;
      case CONFLICT -> Kind.CONFLICT;
      case PRECONDITION_FAILED -> Kind.CONDITION_FAILED;
      case NOT_IMPLEMENTED, HTTP_VERSION_NOT_SUPPORTED -> Kind.REJECTED;
      default -> status >= REDIRECT_MIN && status < SERVER_ERROR ? Kind.REJECTED : Kind.UNKNOWN;
    };
  }
}
