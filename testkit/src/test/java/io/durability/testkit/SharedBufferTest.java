package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Ack;
import io.durability.Codec;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.SyncPolicy;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A codec may have one buffer for all that a thread encodes. */
final class SharedBufferTest extends LogFixture {

  private final AtomicLong clock = new AtomicLong();

  @Override
  protected Directory open() {
    return new MemoryDirectory();
  }

  /** Encodes everything into the same bytes, of which the end moves. */
  private static final class OneBuffer implements Codec<String> {
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);

    @Override
    public ByteBuffer encode(String entry) throws IOException {
      return buffer.clear().put(Codecs.utf8().encode(entry)).flip();
    }

    @Override
    public String decode(ByteBuffer payload) throws IOException {
      return Codecs.utf8().decode(payload);
    }
  }

  @Test
  void appendAll_hasEachEntryOnce() throws Exception {
    Log<String> log = opened(Log.open(dir, new OneBuffer(), small().build()));
    Ack ack = log.appendAll(List.of("a", "bb", "c"));
    note(1, "a");
    note(2, "bb");
    note(3, "c");
    assertThat(ack.await()).isEqualTo(3);
    assertRecovered();
  }

  /** The append has no room, so its thread commits, which runs a callback, which appends. */
  private String overtaken(boolean durably) throws Exception {
    Duration interval = Duration.ofHours(1);
    CompletableFuture<String> thread = new CompletableFuture<>();
    Log<String> log =
        opened(
            Log.open(
                dir,
                new OneBuffer(),
                small()
                    .sync(SyncPolicy.interval(interval))
                    .idleWatermark(Duration.ZERO)
                    .nanoClock(clock::get)
                    .threads(work -> threadAfter(thread, work))
                    .build()));
    CompletableFuture<Void> unused =
        log.append(note("first", 3000))
            .durable()
            .thenAccept(
                id -> {
                  try {
                    thread.complete(Thread.currentThread().getName());
                    Ack callback = log.append(note("callback", 20));
                    assertThat(callback.id()).isEqualTo(2);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
    clock.addAndGet(interval.plusMinutes(1).toNanos());
    String second = text(2000, 2);
    long id = durably ? log.appendDurable(second) : log.append(second).id();
    assertThat(id).isEqualTo(note(3, second));
    assertThat(thread).isDone();
    log.close();
    return thread.get();
  }

  /** The log's own thread would commit as well, if it looked at the clock before the append. */
  private static Thread threadAfter(CompletableFuture<?> callback, Runnable work) {
    return thread(
        () -> {
          callback.join();
          work.run();
        });
  }

  private String note(String entry, int length) {
    String text = text(length, entry.length());
    note(model().size() + 1L, text);
    return text;
  }

  @Test
  void append_whoseCallbackAppends_hasItsOwnBytes() throws Exception {
    assertThat(overtaken(false)).isEqualTo(Thread.currentThread().getName());
    assertRecovered();
  }

  @Test
  void appendDurable_whoseCallbackAppends_hasItsOwnBytes() throws Exception {
    assertThat(overtaken(true)).isEqualTo(Thread.currentThread().getName());
    assertRecovered();
  }
}
