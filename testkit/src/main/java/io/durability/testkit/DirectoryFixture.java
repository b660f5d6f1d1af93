package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.errors.NotFoundException;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.FileInfo;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import io.durability.storage.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** What the parts of {@link DirectoryContractTest} share: short verbs, checks, and races. */
abstract class DirectoryFixture extends DirectoryPlace {

  final Version put(String name, byte[] content) throws DurabilityException {
    return dir.write(name(name), buffer(content), Condition.none());
  }

  /** Returns the whole content, as many bytes as the reader has. */
  final byte[] read(String name) throws DurabilityException {
    try (FileReader reader = dir.open(name(name))) {
      return range(reader, 0, Math.toIntExact(reader.size()));
    }
  }

  static byte[] range(FileReader reader, long position, int length) throws DurabilityException {
    ByteBuffer target = ByteBuffer.allocate(length);
    reader.read(position, target);
    assertThat(target.remaining()).as("bytes that read left unfilled").isZero();
    return target.array();
  }

  /** Checks that the bytes found are those of the parts, one behind the other. */
  static void assertBytes(String what, byte[] found, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer expected = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      expected.put(part);
    }
    int at = Arrays.mismatch(found, expected.array());
    // The whole contents in a message would be thousands of numbers.
    if (at >= 0) {
      String was = at < found.length ? Byte.toString(found[at]) : "the end";
      String expects = at < length ? Byte.toString(expected.get(at)) : "the end";
      fail(
          "%s differs at byte %d [expected=%s, found=%s, expected length=%d, found length=%d]",
          what, at, expects, was, length, found.length);
    }
  }

  /** Checks that a range of a file has the bytes that stand in that range of its content. */
  static void assertRange(FileReader reader, int position, int length, byte[] content)
      throws DurabilityException {
    assertBytes(
        "range from " + position,
        range(reader, position, length),
        Arrays.copyOfRange(content, position, position + length));
  }

  /** Checks that from a place on there are only zeros. */
  static void assertZeros(byte[] found, int from) {
    byte[] expected = Arrays.copyOf(Arrays.copyOf(found, from), Math.max(from, found.length));
    assertBytes("what is behind the end", found, expected);
  }

  /** Checks a whole file: there, of this length in every answer, with this content. */
  final void assertWhole(String name, byte[] content) throws DurabilityException {
    assertThat(dir.stat(name(name)).map(FileInfo::size))
        .as("size of %s", name)
        .contains((long) content.length);
    assertBytes("content of " + name, read(name), content);
  }

  /** Checks that an append file begins with these bytes; its size is an upper bound. */
  final void assertBegins(String name, byte[] content) throws DurabilityException {
    assertThat(dir.stat(name(name)).map(FileInfo::size).orElse(-1L))
        .as("size of %s", name)
        .isGreaterThanOrEqualTo(content.length);
    try (FileReader reader = dir.open(name(name))) {
      assertThat(reader.size())
          .as("readable size of %s", name)
          .isGreaterThanOrEqualTo(content.length);
      assertRange(reader, 0, content.length, content);
    }
  }

  final void assertAbsent(String name) throws DurabilityException {
    assertThat(dir.stat(name(name))).as("stat of %s", name).isEmpty();
    assertThat(names(name)).as("listing of %s", name).doesNotContain(name);
    assertThatThrownBy(() -> dir.open(name(name)).close())
        .as("open of %s", name)
        .isInstanceOf(NotFoundException.class);
  }

  final List<String> names(String prefix) throws DurabilityException {
    return names(dir.list(prefix));
  }

  static List<String> names(List<FileInfo> listing) {
    return listing.stream().map(info -> info.name().value()).toList();
  }

  /** Appends pieces to a new file, each with its own sync, and closes it. */
  final byte[] append(String name, int... pieces) throws Exception {
    int total = 0;
    for (int piece : pieces) {
      total += piece;
    }
    byte[] content = bytes(total, name.hashCode());
    try (Appender appender = dir.append(name(name))) {
      int at = 0;
      for (int piece : pieces) {
        appender.write(ByteBuffer.wrap(content, at, piece));
        at += piece;
        assertThat(sync(appender)).as("length that sync gives").isEqualTo(at);
      }
    }
    return content;
  }

  /** Creates a file piece by piece and commits it. */
  final Version commit(String name, Condition condition, byte[]... pieces)
      throws DurabilityException {
    try (FileWriter writer = dir.create(name(name))) {
      for (byte[] piece : pieces) {
        writer.write(buffer(piece));
      }
      return writer.commit(condition);
    }
  }

  /** Waits for a sync; throws what it fails with. */
  final long sync(Appender appender) throws Exception {
    return await(appender.sync());
  }

  final long await(CompletableFuture<Long> future) throws Exception {
    try {
      return future.get(patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Writes and syncs; returns the failure, or null if the bytes were acknowledged. */
  final @Nullable Throwable failure(Appender appender, byte[] content) {
    return catchThrowable(
        () -> {
          appender.write(buffer(content));
          sync(appender);
        });
  }

  /** Checks that a sealed file's appender acknowledges nothing more, now and later. */
  final void assertSuperseded(Appender appender) {
    assertThat(failure(appender, bytes(10, 1)))
        .as("first write and sync after the seal")
        .isInstanceOf(SupersededException.class);
    assertThat(failure(appender, bytes(10, 2)))
        .as("a later write and sync")
        .isInstanceOfAny(SupersededException.class, PoisonedException.class);
    assertThat(catchThrowable(() -> sync(appender)))
        .as("a later sync alone")
        .isInstanceOfAny(SupersededException.class, PoisonedException.class);
  }

  /** Checks that a condition was not met, that the error says what was found, and where. */
  static void assertNotMet(ThrowingCallable verb, String name, Optional<Version> current) {
    assertThatThrownBy(verb)
        .isInstanceOfSatisfying(
            ConditionNotMetException.class,
            e -> {
              assertThat(e.current()).isEqualTo(current.map(Version::value));
              assertThat(e.location().file()).isEqualTo(name);
            });
  }

  /** Checks the kind of a failure, and that it names the file. */
  static void assertAbout(
      @Nullable Throwable failure, Class<? extends DurabilityException> kind, String name) {
    assertThat(failure).isInstanceOf(kind);
    if (failure instanceof DurabilityException e) {
      assertThat(e.location().file()).as("file that the failure names").isEqualTo(name);
    }
  }

  /**
   * Where the traits rule out version conditions, checks that one is refused and changes nothing,
   * which is all that can be asked of such a store.
   */
  final boolean refusesVersions(String name, Version version) throws DurabilityException {
    if (dir.traits().versionConditions()) {
      return false;
    }
    Optional<FileInfo> before = dir.stat(name(name));
    assertThatThrownBy(() -> dir.write(name(name), buffer(bytes(5, 5)), Condition.matches(version)))
        .isInstanceOf(UnsupportedException.class);
    assertThatThrownBy(() -> commit(name, Condition.matches(version), bytes(5, 5)))
        .isInstanceOf(UnsupportedException.class);
    assertThat(dir.stat(name(name))).isEqualTo(before);
    return true;
  }

  /** What one thread of a race came to: exactly one of the two is null. */
  record Outcome<T>(@Nullable T value, @Nullable Throwable error) {
    boolean won() {
      return error == null;
    }
  }

  /** One thread's part in a race. */
  interface Part<T> {
    T run(int racer) throws Exception;
  }

  /** One thread's part in common work. */
  interface Deed {
    void run(int racer) throws Exception;
  }

  /** Runs a part in {@link #RACERS} threads that start together; the outcomes in their order. */
  final <T> List<Outcome<T>> race(Part<T> part) throws Exception {
    CyclicBarrier start = new CyclicBarrier(RACERS);
    List<FutureTask<T>> tasks = new ArrayList<>();
    for (int i = 0; i < RACERS; i++) {
      int racer = i;
      FutureTask<T> task =
          new FutureTask<>(
              () -> {
                start.await();
                return part.run(racer);
              });
      tasks.add(task);
      thread(task).start();
    }
    List<Outcome<T>> outcomes = new ArrayList<>();
    for (FutureTask<T> task : tasks) {
      try {
        outcomes.add(new Outcome<>(task.get(patience().toMillis(), TimeUnit.MILLISECONDS), null));
      } catch (ExecutionException e) {
        outcomes.add(new Outcome<>(null, e.getCause()));
      }
    }
    return outcomes;
  }

  /** Runs a race in which no thread may fail. */
  final void together(Deed deed) throws Exception {
    List<Outcome<Boolean>> outcomes =
        race(
            racer -> {
              deed.run(racer);
              return true;
            });
    assertThat(outcomes).extracting(Outcome::error).as("failures").containsOnlyNulls();
  }

  static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "contract");
    thread.setDaemon(true);
    return thread;
  }

  /** Returns the one winner's place in the outcomes; the others failed with the given type. */
  static <T> int winner(List<Outcome<T>> outcomes, Class<? extends Throwable> loss) {
    List<Integer> winners = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      Outcome<T> outcome = outcomes.get(i);
      if (outcome.won()) {
        winners.add(i);
      } else {
        assertThat(outcome.error()).as("how racer %d lost", i).isInstanceOf(loss);
      }
    }
    assertThat(winners).as("winners of the race").hasSize(1);
    return winners.get(0);
  }

  /** Makes {@link #MANY} small files, from several threads to save time. */
  final List<String> putMany(String prefix) throws Exception {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      all.add(prefix + String.format("%05d", i));
    }
    together(
        racer -> {
          for (int i = racer; i < MANY; i += RACERS) {
            put(all.get(i), new byte[] {(byte) i});
          }
        });
    return all;
  }
}
