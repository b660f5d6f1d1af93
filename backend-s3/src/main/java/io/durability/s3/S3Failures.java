package io.durability.s3;

import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What a failure of the SDK means. The only class that knows how the store says no.
 *
 * <p>Where the store's answer leaves it open whether a request took effect, the kind is {@code
 * UNKNOWN}: the layer above then looks.
 */
final class S3Failures {

  private static final int PERMANENT_REDIRECT_MIN = 300;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final int NOT_IMPLEMENTED = 501;

  /** The store has slowed us down before it did anything. */
  private static final Set<String> THROTTLED =
      Set.of(
          "SlowDown",
          "TooManyRequests",
          "TooManyRequestsException",
          "Throttling",
          "ThrottlingException",
          "RequestLimitExceeded",
          "BandwidthLimitExceeded");

  /** Also with status 400: credentials or clock. */
  private static final Set<String> DENIED =
      Set.of(
          "AccessDenied",
          "ExpiredToken",
          "ExpiredTokenException",
          "TokenRefreshRequired",
          "InvalidToken",
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "RequestTimeTooSkewed",
          "RequestExpired",
          "AccountProblem",
          "AllAccessDisabled");

  /** Also with status 400: the request did not arrive as it was sent, or only in part. */
  private static final Set<String> DAMAGED =
      Set.of(
          "RequestTimeout",
          "IncompleteBody",
          "BadDigest",
          "XAmzContentChecksumMismatch",
          "XAmzContentSHA256Mismatch",
          "InternalError",
          "ServiceUnavailable");

  private static final Set<String> ABSENT = Set.of("NoSuchKey", "NoSuchUpload", "NoSuchVersion");

  private S3Failures() {}

  /** Returns a failure of the SDK as the layer above understands it. */
  static ObjectStoreException told(SdkException failure) {
    if (failure instanceof S3Exception answer) {
      return told(answer);
    }
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoCredentialsException) {
        return new ObjectStoreException(
            Kind.DENIED, "no credentials found: " + cause.getMessage(), failure);
      }
    }
    // The connection was refused or cut, or no answer came: who knows what was done.
    return new ObjectStoreException(Kind.UNKNOWN, "no answer: " + failure.getMessage(), failure);
  }

  /**
   * Returns the failure of a HEAD, whose answer has no body to tell a code in. Nothing in one of
   * ours can be malformed, so that a bad request means credentials that have expired.
   */
  static ObjectStoreException toldOfHead(SdkException failure) {
    return failure instanceof S3Exception answer
            && answer.statusCode() == BAD_REQUEST
            && code(answer).isEmpty()
        ? new ObjectStoreException(
            Kind.DENIED, "400 to a HEAD, most likely credentials that have expired", answer)
        : told(failure);
  }

  private static ObjectStoreException told(S3Exception answer) {
    return new ObjectStoreException(
        kind(answer.statusCode(), code(answer)),
        answer.statusCode() + " " + answer.getMessage(),
        answer);
  }

  private static String code(S3Exception answer) {
    @Nullable AwsErrorDetails details = answer.awsErrorDetails();
    @Nullable String code = details == null ? null : details.errorCode();
    return code == null ? "" : code;
  }

  /** Returns the failure of one key in a request for many, or empty text if it is none. */
  static ObjectStoreException told(S3Error error) {
    @Nullable String code = error.code();
    String known = code == null ? "" : code;
    return new ObjectStoreException(
        kind(SERVER_ERROR, known), "key not deleted: " + known + " " + error.message(), null);
  }

  /** Tells whether an object was asked for bytes behind its end. */
  static boolean isBehindEnd(SdkException failure) {
    return failure instanceof S3Exception answer && answer.statusCode() == RANGE_NOT_SATISFIABLE;
  }

  /** Tells whether there is no such object, upload or version. */
  static boolean isNotFound(SdkException failure) {
    return failure instanceof S3Exception && told(failure).kind() == Kind.NOT_FOUND;
  }

  /** Tells whether the store does not know the request at all. */
  static boolean isNotImplemented(SdkException failure) {
    return failure instanceof S3Exception answer && answer.statusCode() == NOT_IMPLEMENTED;
  }

  static Kind kind(int status, String code) {
    if (THROTTLED.contains(code) || status == TOO_MANY_REQUESTS) {
      return Kind.THROTTLED;
    }
    if (DENIED.contains(code) || status == FORBIDDEN || status == BAD_REQUEST + 1) {
      return Kind.DENIED;
    }
    if (DAMAGED.contains(code) || status == REQUEST_TIMEOUT) {
      return Kind.UNKNOWN;
    }
    if (ABSENT.contains(code)) {
      return Kind.NOT_FOUND;
    }
    return switch (status) {
      // Without a code: a HEAD has no body to tell more in. A bucket that is not there is another
      // matter, and nothing that waiting helps.
      case NOT_FOUND -> code.equals("NoSuchBucket") ? Kind.REJECTED : Kind.NOT_FOUND;
      case CONFLICT -> Kind.CONFLICT;
      case PRECONDITION_FAILED -> Kind.CONDITION_FAILED;
      case NOT_IMPLEMENTED -> Kind.REJECTED;
      default ->
          status >= PERMANENT_REDIRECT_MIN && status < SERVER_ERROR ? Kind.REJECTED : Kind.UNKNOWN;
    };
  }
}
