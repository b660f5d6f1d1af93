package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What an append file should hold: at least what was acknowledged, and after settle no more. */
final class AppendedModel {

  private static final int PATIENCE_SECONDS = 30;

  private final FileName name;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private @Nullable Appender appender;
  private int acked;
  private long sealed = -1;
  private boolean settled;

  /** Creates the file; the first sync makes sure that it is there on every store. */
  AppendedModel(Directory dir, String name) throws Exception {
    this.name = FileName.of(name);
    Appender made = dir.append(this.name);
    appender = made;
    assertThat(await(made.sync())).as("length of the new file %s", name).isZero();
  }

  String name() {
    return name.value();
  }

  private static long await(CompletableFuture<Long> sync) throws Exception {
    return sync.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  void take(Directory dir, DirectoryStep step, int seed) throws Exception {
    switch (step.kind()) {
      case APPENDER_WRITE -> write(DirectoryFixture.bytes(step.bytes(), seed));
      case SYNC -> sync(dir);
      case APPENDER_CLOSE -> close();
      case SEAL -> seal(dir);
      case SETTLE -> settle(dir, step);
      default -> throw new IllegalArgumentException("not about an append file: " + step);
    }
  }

  private void write(byte[] content) throws Exception {
    Appender open = appender;
    if (open != null && sealed < 0) {
      open.write(ByteBuffer.wrap(content));
      written.writeBytes(content);
      assertThat(open.length()).as("length of %s", name).isEqualTo(written.size());
    }
  }

  private void sync(Directory dir) throws Exception {
    Appender open = appender;
    if (open == null) {
      return;
    }
    if (sealed >= 0) {
      Throwable refused =
          catchThrowable(
              () -> {
                open.write(ByteBuffer.wrap(new byte[] {1}));
                await(open.sync());
              });
      assertThat(
              refused instanceof java.util.concurrent.ExecutionException e ? e.getCause() : refused)
          .as("append to the sealed %s", name)
          .isInstanceOfAny(SupersededException.class, PoisonedException.class);
    } else {
      assertThat(await(open.sync())).as("acknowledged of %s", name).isEqualTo(written.size());
      acked = written.size();
    }
    check(dir);
  }

  private void close() throws Exception {
    end();
    // What was not synced is unknown from here on.
    keepAcked();
  }

  /** Gives back the appender. */
  void end() throws Exception {
    Appender open = appender;
    appender = null;
    if (open != null) {
      open.close();
    }
  }

  private void keepAcked() {
    byte[] all = written.toByteArray();
    written.reset();
    written.write(all, 0, acked);
  }

  /** The directory was closed and opened, and takes no word for earlier seals. */
  void reopened() {
    appender = null;
    sealed = -1;
    keepAcked();
  }

  private void seal(Directory dir) throws Exception {
    long length = dir.seal(name);
    assertThat(length).as("sealed length of %s", name).isGreaterThanOrEqualTo(acked);
    if (sealed >= 0 && !settled) {
      // Less is possible where a close has given reserved space back since.
      assertThat(length).as("sealed length of %s, again", name).isLessThanOrEqualTo(sealed);
    }
    sealed = length;
    keepAcked();
    check(dir);
  }

  private void settle(Directory dir, DirectoryStep step) throws Exception {
    seal(dir);
    int end = Math.max(0, acked - step.bytes());
    dir.settle(name, end / 2, end);
    acked = end;
    settled = true;
    keepAcked();
    check(dir);
  }

  void check(Directory dir) throws Exception {
    byte[] content = Arrays.copyOf(written.toByteArray(), acked);
    assertThat(dir.stat(name).orElseThrow().size())
        .as("size of %s", name)
        .isGreaterThanOrEqualTo(acked);
    try (FileReader reader = dir.open(name)) {
      byte[] found = DirectoryFixture.range(reader, 0, Math.toIntExact(reader.size()));
      assertThat(found.length).as("readable size of %s", name).isGreaterThanOrEqualTo(acked);
      DirectoryFixture.assertBytes(name.value(), Arrays.copyOf(found, acked), content);
      if (settled) {
        DirectoryFixture.assertZeros(found, acked);
      }
    }
  }
}
