package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.errors.PoisonedException;
import io.durability.storage.Appender;
import io.durability.storage.FileName;
import io.durability.testkit.Fault.Mode;
import io.durability.testkit.FaultDirectory.Fate;
import io.durability.testkit.Operation.Verb;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Appends as a {@link FaultDirectory} says. Bytes wait here for their sync, so that a failing one
 * can lose them, land them, or land a part of them. State belongs to the thread that uses the
 * appender.
 */
final class FaultAppender implements Appender {

  private final FaultDirectory directory;
  private final FileName name;
  private final Appender in;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private CompletableFuture<?> last = CompletableFuture.completedFuture(0L);
  private @Nullable DurabilityException failure;
  private long length;
  private boolean closed;

  FaultAppender(FaultDirectory directory, FileName name, Appender in) {
    this.directory = directory;
    this.name = name;
    this.in = in;
  }

  @Override
  public void write(ByteBuffer bytes) throws DurabilityException {
    if (closed) {
      throw new IllegalStateException("appender is closed [" + directory.location(name) + "]");
    }
    if (failure != null) {
      throw poisoned(failure);
    }
    Fate fate = directory.begin(Verb.APPENDER_WRITE, name);
    byte[] taken = new byte[bytes.remaining()];
    bytes.get(taken);
    if (fate.mode() == null) {
      waiting.writeBytes(taken);
      length += taken.length;
      return;
    }
    DurabilityException injected = directory.injected(fate, directory.location(name));
    failure = injected;
    if (fate.mode() != Mode.BEFORE) {
      waiting.write(taken, 0, fate.mode() == Mode.SHORT ? taken.length / 2 : taken.length);
      land(waiting.size());
    }
    waiting.reset();
    throw injected;
  }

  @Override
  public CompletableFuture<Long> sync() {
    if (closed) {
      return inOrder(
          new IllegalStateException("appender is closed [" + directory.location(name) + "]"));
    }
    if (failure != null) {
      return inOrder(poisoned(failure));
    }
    Fate fate = directory.begin(Verb.SYNC, name);
    if (fate.mode() == null) {
      CompletableFuture<Long> synced = forward(waiting.size());
      last = synced;
      return synced;
    }
    DurabilityException injected = directory.injected(fate, directory.location(name));
    failure = injected;
    if (fate.mode() != Mode.BEFORE) {
      land(fate.mode() == Mode.SHORT ? waiting.size() / 2 : waiting.size());
    }
    waiting.reset();
    return inOrder(injected);
  }

  /** Fails when all earlier syncs have completed, because futures complete in order. */
  private CompletableFuture<Long> inOrder(Exception failed) {
    CompletableFuture<Long> next =
        last.handle((unused, error) -> true)
            .thenCompose(unused -> CompletableFuture.<Long>failedFuture(failed));
    last = next;
    return next;
  }

  private CompletableFuture<Long> forward(int bytes) {
    byte[] all = waiting.toByteArray();
    waiting.reset();
    try {
      in.write(ByteBuffer.wrap(all, 0, bytes));
      return in.sync();
    } catch (DurabilityException e) {
      failure = e;
      return inOrder(e);
    }
  }

  /** Makes bytes durable that nobody will be told of. */
  private void land(int bytes) {
    try {
      long ignored = forward(bytes).join();
      assert ignored >= 0;
    } catch (CompletionException e) {
      // Sealed meanwhile, or failed in earnest: then nothing lands, which is as good.
      assert failure != null;
    }
  }

  private PoisonedException poisoned(DurabilityException cause) {
    return new PoisonedException(
        "an earlier write or sync failed", directory.location(name), cause);
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void close() throws DurabilityException {
    if (closed) {
      return;
    }
    closed = true;
    directory.closing(
        directory.begin(Verb.APPENDER_CLOSE, name),
        directory.location(name),
        () -> {
          if (failure == null && waiting.size() > 0) {
            try {
              in.write(ByteBuffer.wrap(waiting.toByteArray()));
            } catch (DurabilityException e) {
              // Bytes without a sync may be lost.
              failure = e;
            }
          }
          in.close();
        });
  }
}
