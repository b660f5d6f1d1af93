package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.objectstore.ObjectStoreDirectory;
import io.durability.objectstore.ObjectStoreOptions;
import io.durability.objectstore.Upload;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileWriter;
import io.durability.storage.PrefixDirectory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which uploads a claim drops where several logs live in one place: those of its log only. */
@Timeout(60)
final class ObjectStoreUploadsTest {

  private final MemoryObjectStore objects = new MemoryObjectStore();

  private ObjectStoreDirectory process() {
    return new ObjectStoreDirectory(
        objects.another(), ObjectStoreOptions.builder().partBytes(64 << 10).build());
  }

  private static void append(Directory in, String entry) throws Exception {
    try (Log<String> log = Log.open(in, Codecs.utf8())) {
      log.append(entry).await();
    }
  }

  private static void awaitEnd(Supplier<Boolean> ended) {
    while (!ended.get()) {
      Thread.onSpinWait();
    }
  }

  @Test
  @Tag("fault-53")
  void fault53_claimOfOneLog_leavesUploadsOfAnother() throws Exception {
    try (ObjectStoreDirectory one = process();
        ObjectStoreDirectory two = process()) {
      Directory refunds = PrefixDirectory.of(two, "refunds");
      append(refunds, "a");
      FileName checkpoint = FileName.of("orders/checkpoints/x");
      try (FileWriter writer = one.create(checkpoint)) {
        writer.write(ByteBuffer.allocate(200_000));
        Upload left = objects.beginUpload("f/refunds/checkpoints/x", Map.of()).get();
        append(refunds, "b");
        awaitEnd(() -> !objects.openUploads().contains(left));
        writer.commit(Condition.absent());
      }
      assertThat(one.stat(checkpoint)).isPresent();
    }
  }

  @Test
  @Tag("fault-53")
  void fault53_claimOfTheLogOfAPlace_leavesUploadsInItsFolders() throws Exception {
    try (ObjectStoreDirectory dir = process()) {
      append(dir, "a");
      Upload own = objects.beginUpload("f/checkpoints/x", Map.of()).get();
      Upload orders = objects.beginUpload("f/orders/checkpoints/x", Map.of()).get();
      append(dir, "b");
      awaitEnd(() -> !objects.openUploads().contains(own));
      // Both would have been dropped in one go.
      assertThat(objects.openUploads()).containsExactly(orders);
    }
  }

  @Test
  @Tag("fault-53")
  void fault53_claimsOfTwoLogs_atATime_dropEachItsOwn() throws Exception {
    RuledObjectStore ruled = new RuledObjectStore(objects.another());
    try (ObjectStoreDirectory dir = new ObjectStoreDirectory(ruled)) {
      for (String log : List.of("one", "two")) {
        append(PrefixDirectory.of(dir, log), "a");
      }
      Upload one = objects.beginUpload("f/one/checkpoints/x", Map.of()).get();
      Upload two = objects.beginUpload("f/two/checkpoints/x", Map.of()).get();
      // The claim of one is between its seal and its segment while two is claimed.
      ruled.rule(
          new FirstRequests(1, "PUT", "a/one/wal/00000000000000000002.wal/0000000000") {
            @Override
            <T> CompletableFuture<T> hit(Supplier<CompletableFuture<T>> request) {
              try {
                append(PrefixDirectory.of(dir, "two"), "b");
              } catch (Exception e) {
                throw new AssertionError(e);
              }
              return request.get();
            }
          });
      append(PrefixDirectory.of(dir, "one"), "b");
      awaitEnd(() -> !objects.openUploads().contains(one));
      awaitEnd(() -> !objects.openUploads().contains(two));
    }
  }
}
