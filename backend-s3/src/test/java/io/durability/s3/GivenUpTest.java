package io.durability.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.UnavailableException;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreOptions;
import io.durability.objectstore.Upload;
import io.durability.storage.FileName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.http.SdkHttpRequest;

/** A request that was given up on while it waited for a thread is never sent. */
final class GivenUpTest {

  private final CannedHttp http = CannedHttp.error(404, "NoSuchKey");
  private final CompletableFuture<Void> gate = new CompletableFuture<>();
  private final S3ObjectStore store = http.store("bucket", Map.of("parallelism", "1"));

  private List<String> sentOnceTheGateIsOpen() {
    gate.complete(null);
    // Behind whatever waits.
    store.head("last").join();
    return http.requests.stream().map(SdkHttpRequest::encodedPath).toList();
  }

  @Test
  void noAnswerInTime_whileItWaits_isNotSent() {
    http.gate = gate;
    ObjectStoreOptions options =
        ObjectStoreOptions.builder()
            .answer(Duration.ofMillis(50))
            .patience(Duration.ofMillis(1))
            .build();
    try (ObjectStoreDirectory directory = new ObjectStoreDirectory(store, options)) {
      // Asks for the object, which takes the one thread, and for a listing.
      assertThatThrownBy(() -> directory.stat(FileName.of("file")))
          .isInstanceOf(UnavailableException.class);
      assertThat(sentOnceTheGateIsOpen())
          .containsExactly("/bucket/prefix/f/file", "/bucket/prefix/last");
    }
  }

  static Stream<Function<S3ObjectStore, CompletableFuture<?>>> requests() {
    return Stream.of(
        store -> store.head("key"),
        store -> store.delete(List.of("key")),
        store -> store.abortUpload(new Upload("key", "id")));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void cancelled_whileItWaits_isNotSent(Function<S3ObjectStore, CompletableFuture<?>> request) {
    http.gate = gate;
    CompletableFuture<?> first = store.head("first");
    request.apply(store).cancel(false);
    assertThat(sentOnceTheGateIsOpen())
        .containsExactly("/bucket/prefix/first", "/bucket/prefix/last");
    assertThat(first).isCompleted();
    store.close();
  }
}
