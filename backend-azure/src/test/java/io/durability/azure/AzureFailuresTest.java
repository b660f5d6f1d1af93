package io.durability.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.objectstore.ObjectStoreException.Kind;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the store's refusals mean. */
final class AzureFailuresTest {

  @ParameterizedTest
  @CsvSource({
    // The answers to a condition that does not hold.
    "409, BlobAlreadyExists, CONDITION_FAILED",
    "412, ConditionNotMet, CONDITION_FAILED",
    "412, TargetConditionNotMet, CONDITION_FAILED",
    "412, '', CONDITION_FAILED",
    // A lease is somebody else's affair, and no condition of ours.
    "412, LeaseIdMissing, REJECTED",
    "409, LeaseIdMismatchWithBlobOperation, REJECTED",
    "409, '', CONFLICT",
    "409, PendingCopyOperation, CONFLICT",
    "404, BlobNotFound, NOT_FOUND",
    "404, '', NOT_FOUND",
    "400, InvalidBlockList, NOT_FOUND",
    "404, ContainerNotFound, REJECTED",
    "409, ContainerBeingDeleted, REJECTED",
    "409, BlobImmutableDueToPolicy, REJECTED",
    "409, InvalidBlobType, REJECTED",
    "403, AuthenticationFailed, DENIED",
    "403, AuthorizationPermissionMismatch, DENIED",
    "403, UnauthorizedBlobOverwrite, DENIED",
    "401, NoAuthenticationInformation, DENIED",
    "400, InvalidAuthenticationInfo, DENIED",
    "409, AccountBeingCreated, DENIED",
    // Before anything was done, and after something may have been.
    "503, ServerBusy, THROTTLED",
    "429, '', THROTTLED",
    "503, '', UNKNOWN",
    "500, InternalError, UNKNOWN",
    "500, OperationTimedOut, UNKNOWN",
    "400, Md5Mismatch, UNKNOWN",
    "408, '', UNKNOWN",
    "416, InvalidRange, REJECTED",
    "400, InvalidHeaderValue, REJECTED",
    "413, RequestBodyTooLarge, REJECTED",
    "501, NotImplemented, REJECTED",
    "307, '', REJECTED"
  })
  @Tag("fault-57")
  void kind_byStatusAndCode(int status, String code, Kind kind) {
    assertThat(AzureFailures.kind(status, code)).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({"502", "504", "599"})
  void kind_anyOtherFailureInside_isUnknown(int status) {
    assertThat(List.of(AzureFailures.kind(status, ""), AzureFailures.kind(status, "New")))
        .containsOnly(Kind.UNKNOWN);
  }
}
