package io.durability.objectstore;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.UnsupportedException;
import io.durability.internal.format.ObjectHeader;
import io.durability.storage.Condition;
import io.durability.storage.FileWriter;
import io.durability.storage.Version;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Writes a whole file: as one object if it is small, else in parts, several under way at a time.
 * Nothing is visible before the commit; parts of an upload that is not committed are dropped.
 */
final class ObjectWriter implements FileWriter {

  private static final int BUFFER_BYTES_MIN = 16 << 10;

  /** Publishes what was written. */
  @FunctionalInterface
  interface Publication {
    Version publish(Condition condition, WholeFiles.Sender sender) throws DurabilityException;
  }

  private final UploadContext context;
  private final String key;
  private final Location location;
  private final Publication publication;
  private final UUID operation;
  private final int partBytes;
  private final ArrayDeque<CompletableFuture<String>> underWay = new ArrayDeque<>();
  private final List<CompletableFuture<String>> parts = new ArrayList<>();
  private ByteBuffer filling;
  private @Nullable Upload upload;
  private boolean ended;

  ObjectWriter(UploadContext context, String key, Location location, Publication publication) {
    this.context = context;
    this.key = key;
    this.location = location;
    this.publication = publication;
    this.operation = context.calls().newId();
    this.partBytes = context.partBytes();
    this.filling = ByteBuffer.allocate(Math.min(BUFFER_BYTES_MIN, partBytes));
    new ObjectHeader(operation).put(filling);
  }

  @Override
  public void write(ByteBuffer bytes) throws DurabilityException {
    Objects.requireNonNull(bytes, "bytes");
    checkOpen();
    while (bytes.hasRemaining()) {
      if (filling.position() == partBytes) {
        sendPart();
        filling = ByteBuffer.allocate(partBytes);
      }
      int taken = Math.min(bytes.remaining(), partBytes - filling.position());
      ensureRoom(taken);
      filling.put(bytes.slice().limit(taken));
      bytes.position(bytes.position() + taken);
    }
  }

  private void ensureRoom(int more) {
    if (more > filling.remaining()) {
      int needed = filling.position() + more;
      int grown = (int) Math.min(partBytes, Math.max(needed, filling.capacity() * 2L));
      filling = ByteBuffer.allocate(grown).put(filling.flip());
    }
  }

  /** Sends what fills as a part; waits if as many are under way as may be. */
  private void sendPart() throws DurabilityException {
    Upload begun = begin();
    if (parts.size() == context.calls().store.traits().partsMax()) {
      throw new UnsupportedException(
          "file too large, expected<=" + parts.size() + " parts of " + partBytes + " bytes",
          location);
    }
    if (underWay.size() == context.partsInFlight()) {
      context.answers().await(underWay.remove(), location);
    }
    int number = parts.size() + 1;
    ByteBuffer part = filling.flip();
    Calls calls = context.calls();
    CompletableFuture<String> sent =
        calls.repeated("PART", key, () -> calls.store.uploadPart(begun, number, part.duplicate()));
    underWay.add(sent);
    parts.add(sent);
  }

  private Upload begin() throws DurabilityException {
    Upload begun = upload;
    if (begun == null) {
      Calls calls = context.calls();
      begun =
          context
              .answers()
              .await(
                  calls.repeated(
                      "BEGIN",
                      key,
                      () -> calls.store.beginUpload(key, SinglePut.metadata(operation))),
                  location);
      upload = begun;
      context.begun(begun);
    }
    return begun;
  }

  @Override
  public Version commit(Condition condition) throws DurabilityException {
    Objects.requireNonNull(condition, "condition");
    checkOpen();
    ended = true;
    boolean committed = false;
    try {
      Version version = publication.publish(condition, sender());
      committed = true;
      return version;
    } finally {
      end(committed);
    }
  }

  private WholeFiles.Sender sender() throws DurabilityException {
    Calls calls = context.calls();
    ConditionalPut.Target target;
    if (upload == null) {
      target = new SinglePut(calls, key, operation, filling.flip());
    } else {
      if (filling.position() > 0) {
        sendPart();
      }
      List<String> tags = new ArrayList<>(parts.size());
      for (CompletableFuture<String> part : parts) {
        tags.add(context.answers().await(part, location));
      }
      target = new UploadCompletion(calls, Objects.requireNonNull(upload), operation, tags);
    }
    return condition -> new ConditionalPut(calls, target, condition, Hedge.NONE).send();
  }

  @Override
  public void close() throws DurabilityException {
    if (!ended) {
      ended = true;
      end(false);
    }
  }

  /** Drops the parts of what was not committed. If that fails, the next claim holder sweeps. */
  private void end(boolean committed) {
    Upload begun = upload;
    if (begun == null) {
      return;
    }
    context.ended(begun);
    if (!committed) {
      // Waited for, so that parts under way do not come after it; but its outcome changes nothing.
      underWay.forEach(context.calls().clockwork::await);
      Calls calls = context.calls();
      calls.clockwork.await(calls.repeated("ABORT", key, () -> calls.store.abortUpload(begun)));
    }
  }

  private void checkOpen() {
    if (ended) {
      throw new IllegalStateException("file writer is closed [" + location + "]");
    }
  }
}
