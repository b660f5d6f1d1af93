package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.errors.DurabilityException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The contract of a {@link Directory}: one case for each thing that a log relies on. A backend
 * extends this class, says how its directory is opened, and passes all of it:
 *
 * <pre>{@code
 * class MyDirectoryTest extends DirectoryContractTest {
 *   @TempDir Path place;
 *
 *   @Override
 *   protected Directory open() throws Exception {
 *     return new MyDirectory(place);
 *   }
 * }
 * }</pre>
 *
 * <p>Every case is tagged with the clause of the contract, D1 to D20, that it checks. No case is
 * skipped: where a store may do one thing or another, the case asks {@link Directory#traits} and
 * checks what the traits declare. The cases come from package-private superclasses, a few clauses
 * in each, so that they can be read; for JUnit it is one flat class.
 *
 * <p>Each test opens its own place: {@link #prepare} makes it empty, {@link #open} opens it, as
 * often as the test reopens it, and {@link #dispose} removes it.
 */
public abstract class DirectoryContractTest extends UseClauses {

  private static final byte[] A = bytes(5_000, 'a');
  private static final byte[] B = bytes(5_000, 'b');

  /** For subclasses. */
  protected DirectoryContractTest() {}

  @Override
  protected abstract Directory open() throws Exception;

  @Override
  protected void prepare() throws Exception {}

  @Override
  protected void dispose() throws Exception {}

  @Override
  protected List<String> secrets() {
    return List.of();
  }

  @Override
  protected int nameBytesMax() {
    return super.nameBytesMax();
  }

  @Override
  protected Class<? extends DurabilityException> refusalOfPlace() {
    return super.refusalOfPlace();
  }

  @Override
  protected boolean standsDeletesUnderReaders() {
    return super.standsDeletesUnderReaders();
  }

  private interface Verb<T> {
    T run() throws Exception;
  }

  private interface VoidVerb {
    void run() throws Exception;
  }

  /** Runs a verb with the interrupt status set; the verb must leave it set. */
  private static <T> T interrupted(Verb<T> verb) throws Exception {
    Thread.currentThread().interrupt();
    boolean left;
    T result;
    try {
      result = verb.run();
    } finally {
      left = Thread.interrupted();
    }
    assertThat(left).as("interrupt status after the verb").isTrue();
    return result;
  }

  private static void interruptedRun(VoidVerb verb) throws Exception {
    boolean done =
        interrupted(
            () -> {
              verb.run();
              return true;
            });
    assertThat(done).isTrue();
  }

  @Test
  @Tag("D18")
  void interrupt_write_doesItsWork() throws Exception {
    interrupted(() -> put("file", A));
    assertWhole("file", A);
    interrupted(() -> dir.write(name("file2"), buffer(B), Condition.absent()));
    assertWhole("file2", B);
  }

  @Test
  @Tag("D18")
  void interrupt_create_doesItsWork() throws Exception {
    FileWriter writer = interrupted(() -> dir.create(name("file")));
    interruptedRun(() -> writer.write(buffer(A)));
    writer.write(buffer(B));
    interrupted(() -> writer.commit(Condition.none()));
    interruptedRun(() -> writer.close());
    assertBytes("content", read("file"), A, B);
  }

  @Test
  @Tag("D18")
  void interrupt_open_doesItsWork() throws Exception {
    put("file", A);
    FileReader reader = interrupted(() -> dir.open(name("file")));
    byte[] part = interrupted(() -> range(reader, 1_000, 4_000));
    assertBytes("range", part, Arrays.copyOfRange(A, 1_000, 5_000));
    // An interrupt that closes the handle would show in the next read.
    assertRange(reader, 0, 5_000, A);
    interruptedRun(() -> reader.close());
  }

  @Test
  @Tag("D18")
  void interrupt_stat_doesItsWork() throws Exception {
    put("file", A);
    Optional<FileInfo> found = interrupted(() -> dir.stat(name("file")));
    assertThat(found.map(FileInfo::size)).contains(5_000L);
    assertThat(interrupted(() -> dir.stat(name("none")))).isEmpty();
  }

  @Test
  @Tag("D18")
  void interrupt_list_doesItsWork() throws Exception {
    put("a", A);
    put("b/c", A);
    assertThat(interrupted(() -> names(""))).containsExactly("a", "b/c");
  }

  @Test
  @Tag("D18")
  void interrupt_delete_doesItsWork() throws Exception {
    put("a", A);
    put("b/c", A);
    interruptedRun(() -> dir.delete(List.of(name("a"), name("b/c"))));
    assertThat(names("")).isEmpty();
  }

  @Test
  @Tag("D18")
  void interrupt_rename_doesItsWork() throws Exception {
    put("a", A);
    interruptedRun(() -> dir.rename(name("a"), name("b/c")));
    assertThat(names("")).containsExactly("b/c");
    assertWhole("b/c", A);
  }

  @Test
  @Tag("D18")
  void interrupt_append_doesItsWork() throws Exception {
    Appender appender = interrupted(() -> dir.append(name("wal/1")));
    interruptedRun(() -> appender.write(buffer(A)));
    CompletableFuture<Long> sync = interrupted(appender::sync);
    assertThat(await(sync)).isEqualTo(5_000);
    appender.write(buffer(B));
    assertThat(sync(appender)).isEqualTo(10_000);
    interruptedRun(() -> appender.close());
    assertBytes("content", read("wal/1"), A, B);
  }

  @Test
  @Tag("D18")
  void interrupt_seal_doesItsWork() throws Exception {
    try (Appender appender = dir.append(name("wal/1"))) {
      appender.write(buffer(A));
      sync(appender);
      assertThat(interrupted(() -> dir.seal(name("wal/1")))).isGreaterThanOrEqualTo(5_000);
      assertSuperseded(appender);
    }
  }

  @Test
  @Tag("D18")
  void interrupt_settle_doesItsWork() throws Exception {
    byte[] content = append("wal/1", 5_000);
    dir.seal(name("wal/1"));
    interruptedRun(() -> dir.settle(name("wal/1"), 0, 3_000));
    byte[] found = Arrays.copyOf(read("wal/1"), 5_000);
    assertBytes("settled content", found, Arrays.copyOf(content, 3_000), new byte[2_000]);
  }

  @Test
  @Tag("D18")
  void interrupt_close_doesItsWork() throws Exception {
    put("file", A);
    interruptedRun(() -> dir.close());
    dir = open();
    assertWhole("file", A);
  }

  @Test
  @Tag("D18")
  void interrupt_stormDuringAppends_harmsNothing() throws Exception {
    byte[] content = bytes(64 * 200, 1);
    FutureTask<Integer> stream =
        new FutureTask<>(
            () -> {
              int kept = 0;
              try (Appender appender = dir.append(name("wal/1"))) {
                // Not before the storm has come, or it would miss a quick store.
                while (!Thread.currentThread().isInterrupted()) {
                  Thread.onSpinWait();
                }
                for (int at = 0; at < content.length; at += 64) {
                  if (at % 192 == 0) {
                    Thread.currentThread().interrupt();
                  }
                  boolean before = Thread.currentThread().isInterrupted();
                  appender.write(ByteBuffer.wrap(content, at, 64));
                  CompletableFuture<Long> sync = appender.sync();
                  if (!before || Thread.interrupted()) {
                    kept++;
                  }
                  long acked = joined(sync);
                  if (acked != at + 64) {
                    throw new AssertionError("acknowledged " + acked + " at " + at);
                  }
                }
              }
              return kept;
            });
    Thread writer = thread(stream);
    writer.start();
    while (writer.isAlive()) {
      writer.interrupt();
      Thread.onSpinWait();
    }
    assertThat(stream.get(patience().toMillis(), TimeUnit.MILLISECONDS))
        .as("verbs that left the interrupt status set, or were not interrupted")
        .isEqualTo(200);
    assertWhole("wal/1", content);
  }

  /** Waits without heeding interrupts, but not for ever. */
  private long joined(CompletableFuture<Long> sync) {
    return sync.copy().orTimeout(patience().toMillis(), TimeUnit.MILLISECONDS).join();
  }
}
