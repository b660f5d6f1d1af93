package io.durability.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.UnavailableException;
import io.durability.objectstore.ObjectPage;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.objectstore.ObjectStoreOptions;
import io.durability.objectstore.PutCondition;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the adapter makes of answers, as the real SDK reads them. */
final class S3AnswersTest {

  private static final String LISTING =
      "<?xml version=\"1.0\"?><ListBucketResult><Name>bucket</Name><IsTruncated>false</IsTruncated>"
          + "<Contents><Key>prefix/a</Key><Size>1</Size><ETag>\"1\"</ETag></Contents>"
          + "<Contents><Key>prefix/b</Key><Size>1</Size><ETag>\"2\"</ETag></Contents>"
          + "</ListBucketResult>";

  private static final String DELETED =
      "<DeleteResult><Deleted><Key>prefix/a</Key></Deleted><Error><Key>prefix/b</Key>"
          + "<Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>";

  private static ObjectStoreException failure(CompletableFuture<?> request) {
    try {
      request.join();
    } catch (CompletionException e) {
      assertThat(e.getCause()).isInstanceOf(ObjectStoreException.class);
      return (ObjectStoreException) e.getCause();
    }
    throw new AssertionError("the request succeeded");
  }

  @Test
  @Tag("fault-57")
  void clockSkew_isDenied_andToldAsUnavailableWithTheRemedy() {
    byte[] answer =
        ("<Error><Code>RequestTimeTooSkewed</Code><Message>The difference between the request time"
                + " and the current time is too large.</Message></Error>")
            .getBytes(StandardCharsets.UTF_8);
    CannedHttp skewed = new CannedHttp(403, Map.of(), answer);
    try (S3ObjectStore store = skewed.store()) {
      assertThat(failure(put(store)).kind()).isEqualTo(Kind.DENIED);
    }
    ObjectStoreOptions options =
        ObjectStoreOptions.builder().patience(Duration.ofMillis(50)).build();
    try (ObjectStoreDirectory directory =
        new ObjectStoreDirectory(new CannedHttp(403, Map.of(), answer).store(), options)) {
      assertThatThrownBy(() -> directory.list(""))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("set the clock")
          .hasMessageContaining("too large");
    }
  }

  private static CompletableFuture<?> put(S3ObjectStore store) {
    return store.put("key", ByteBuffer.allocate(3), Map.of(), new PutCondition.Absent());
  }

  @Test
  @Tag("fault-52")
  void list_bodyCutAtAnyByte_isNeverAShorterListing() {
    byte[] whole = LISTING.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length++) {
      CannedHttp cut = new CannedHttp(200, Map.of(), Arrays.copyOf(whole, length));
      try (S3ObjectStore store = cut.store()) {
        assertThat(failure(store.list("", "", Optional.empty())).kind())
            .as("cut at " + length)
            .isEqualTo(Kind.UNKNOWN);
      }
    }
    try (S3ObjectStore store = new CannedHttp(200, Map.of(), whole).store()) {
      ObjectPage page = store.list("", "", Optional.empty()).join();
      assertThat(page.objects()).extracting(object -> object.key()).containsExactly("a", "b");
    }
  }

  @Test
  void delete_bodyCutAtAnyByte_isNeverSuccess() {
    byte[] whole = DELETED.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length++) {
      CannedHttp cut = new CannedHttp(200, Map.of(), Arrays.copyOf(whole, length));
      try (S3ObjectStore store = cut.store()) {
        assertThat(failure(store.delete(List.of("a", "b"))).kind())
            .as("cut at " + length)
            .isEqualTo(Kind.UNKNOWN);
      }
    }
    try (S3ObjectStore store = new CannedHttp(200, Map.of(), whole).store()) {
      assertThat(failure(store.delete(List.of("a", "b"))).kind()).isEqualTo(Kind.DENIED);
    }
  }

  @Test
  void delete_absent_toldAsNoSuchKey_isSuccess() {
    String answer =
        "<DeleteResult><Deleted><Key>prefix/a</Key></Deleted><Error><Key>prefix/b</Key>"
            + "<Code>NoSuchKey</Code><Message>no</Message></Error></DeleteResult>";
    try (S3ObjectStore store = new CannedHttp(200, Map.of(), answer).store()) {
      store.delete(List.of("a", "b")).join();
      assertThat(failure(store.delete(List.of("a", "b", "c"))).kind())
          .as("of c nothing is told")
          .isEqualTo(Kind.UNKNOWN);
    }
  }

  @Test
  void delete_alone_toldAsNoSuchKey_isSuccess() {
    try (S3ObjectStore store = CannedHttp.error(404, "NoSuchKey").store()) {
      store.delete(List.of("a")).join();
    }
    try (S3ObjectStore store = CannedHttp.error(404, "NoSuchBucket").store()) {
      assertThat(failure(store.delete(List.of("a"))).kind()).isEqualTo(Kind.REJECTED);
    }
  }

  /** Other prefixes are refused there, and so is a key to start after. */
  @Test
  void list_directoryBucket_asksForAFolder_andFiltersItself() {
    CannedHttp http = new CannedHttp(200, Map.of(), LISTING);
    try (S3ObjectStore store = http.store("bucket--euc1-az1--x-s3", Map.of())) {
      store.list("f/wal/0", "f/wal/00", Optional.empty()).join();
      store.list("", "", Optional.empty()).join();
    }
    try (S3ObjectStore store = http.store("bucket", Map.of())) {
      store.list("f/wal/0", "f/wal/00", Optional.empty()).join();
    }
    assertThat(http.requests)
        .extracting(request -> request.firstMatchingRawQueryParameter("prefix").orElse(""))
        .containsExactly("prefix/f/wal/", "prefix/", "prefix/f/wal/0");
    assertThat(http.requests)
        .extracting(request -> request.firstMatchingRawQueryParameter("start-after").orElse(""))
        .containsExactly("", "", "prefix/f/wal/00");
  }

  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void listUploads_truncatedWithoutAMarker_isUnknown_notAskedForEver() {
    String answer =
        "<ListMultipartUploadsResult><IsTruncated>true</IsTruncated></ListMultipartUploadsResult>";
    try (S3ObjectStore store = new CannedHttp(200, Map.of(), answer).store()) {
      assertThat(failure(store.listUploads("")).kind()).isEqualTo(Kind.UNKNOWN);
    }
  }

  /** Closed, it would be read to its end first, however much that is. */
  @Test
  void get_rangeMalformed_isUnknown_andTheBodyBrokenOff() {
    Map<String, String> headers =
        Map.of("Content-Length", "5", "Content-Range", "bytes 0-4/*", "ETag", "\"e\"");
    CannedHttp http = new CannedHttp(206, headers, "12345");
    try (S3ObjectStore store = http.store()) {
      assertThat(failure(store.get("key", 0, 5, Optional.empty())).kind()).isEqualTo(Kind.UNKNOWN);
    }
    assertThat(http.aborted).hasValue(1);
  }

  @Test
  @Tag("fault-51")
  void get_bodyCut_isUnknown() {
    Map<String, String> headers =
        Map.of("Content-Length", "10", "Content-Range", "bytes 0-9/10", "ETag", "\"e\"");
    try (S3ObjectStore store = new CannedHttp(206, headers, "12345").store()) {
      assertThat(failure(store.get("key", 0, 10, Optional.empty())).kind()).isEqualTo(Kind.UNKNOWN);
    }
  }

  @Test
  void upload_bodiesCut_areUnknown() {
    try (S3ObjectStore store = new CannedHttp(200, Map.of(), "").store()) {
      assertThat(failure(store.beginUpload("key", Map.of())).kind()).isEqualTo(Kind.UNKNOWN);
      assertThat(failure(store.listUploads("")).kind()).isEqualTo(Kind.UNKNOWN);
      assertThat(failure(put(store)).kind()).isEqualTo(Kind.UNKNOWN);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "412, PreconditionFailed, CONDITION_FAILED",
    "409, ConditionalRequestConflict, CONFLICT",
    "404, NoSuchKey, NOT_FOUND",
    "404, NoSuchUpload, NOT_FOUND",
    "404, NoSuchBucket, REJECTED",
    "403, AccessDenied, DENIED",
    "403, SignatureDoesNotMatch, DENIED",
    "503, SlowDown, THROTTLED",
    "429, TooManyRequests, THROTTLED",
    "503, ServiceUnavailable, UNKNOWN",
    "500, InternalError, UNKNOWN",
    "400, RequestTimeout, UNKNOWN",
    "408, RequestTimeout, UNKNOWN",
    "408, SomethingNew, UNKNOWN",
    "400, BadDigest, UNKNOWN",
    "400, EntityTooLarge, REJECTED",
    "501, NotImplemented, REJECTED",
    "301, PermanentRedirect, REJECTED",
    "418, SomethingNew, REJECTED",
    "599, SomethingNew, UNKNOWN"
  })
  void failure_isOfItsKind(int status, String code, Kind kind) {
    try (S3ObjectStore store = CannedHttp.error(status, code).store()) {
      ObjectStoreException failure = failure(put(store));
      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure).hasMessageContaining(Integer.toString(status));
    }
  }

  @Test
  @Tag("fault-49")
  void credentialsExpired_isDenied() {
    try (S3ObjectStore store = CannedHttp.error(400, "ExpiredToken").store()) {
      assertThat(failure(put(store)).kind()).isEqualTo(Kind.DENIED);
      assertThat(failure(store.list("", "", Optional.empty())).kind()).isEqualTo(Kind.DENIED);
    }
  }

  /** The answer to a HEAD has no body, so no code; and there is nothing in ours to be malformed. */
  @Test
  @Tag("fault-49")
  void head_400WithoutBody_isDenied() {
    try (S3ObjectStore store = new CannedHttp(400, Map.of(), "").store()) {
      assertThat(failure(store.head("key")).kind()).isEqualTo(Kind.DENIED);
      assertThat(failure(put(store)).kind()).as("others have one").isEqualTo(Kind.REJECTED);
    }
  }

  @Test
  @Tag("fault-57")
  void clockTooFarOff_isDenied() {
    try (S3ObjectStore store = CannedHttp.error(403, "RequestTimeTooSkewed").store()) {
      assertThat(failure(put(store)).kind()).isEqualTo(Kind.DENIED);
    }
  }

  @Test
  void everything_isSentOnce() {
    CannedHttp http = CannedHttp.error(500, "InternalError");
    try (S3ObjectStore store = http.store()) {
      failure(put(store));
      failure(store.delete(List.of("a", "b")));
      failure(store.head("key"));
      assertThat(http.requests).hasSize(3);
    }
  }

  @Test
  @Tag("fault-49")
  void secrets_areInNoText() {
    String body =
        "<Error><Code>SignatureDoesNotMatch</Code><Message>The signature does not match</Message>"
            + "<AWSAccessKeyId>canary-access-key</AWSAccessKeyId>"
            + "<StringToSign>canary-string-to-sign</StringToSign>"
            + "<SignatureProvided>canary-signature</SignatureProvided></Error>";
    try (S3ObjectStore store = new CannedHttp(403, Map.of(), body).store()) {
      ObjectStoreException failure = failure(put(store));
      StringWriter text = new StringWriter();
      failure.printStackTrace(new PrintWriter(text, true));
      assertThat(text + store.toString())
          .contains("The signature does not match")
          .doesNotContain("canary");
    }
  }

  @Test
  void warmUp_needsNothing() {
    S3ObjectStore.warmUp();
    assertThatThrownBy(() -> S3ObjectStore.open(URI.create("s3://b@d/x"), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
