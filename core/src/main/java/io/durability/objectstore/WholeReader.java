package io.durability.objectstore;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.TruncatedException;
import io.durability.internal.format.ObjectHeader;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads one version of a whole file in ranges. */
final class WholeReader implements FileReader {

  private static final int PIECE_BYTES = 1 << 20;

  private final Calls calls;
  private final ObjectInfo object;
  private final Location location;
  private final long size;
  private final ReadAhead content;
  private volatile boolean closed;

  WholeReader(Calls calls, Answers answers, ObjectInfo object, Location location, int inFlight)
      throws CorruptException {
    this.calls = calls;
    this.object = object;
    this.location = location;
    this.size = contentBytes(object, location);
    long[] starts = new long[Math.toIntExact((size + PIECE_BYTES - 1) / PIECE_BYTES) + 1];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = Math.min(size, (long) i * PIECE_BYTES);
    }
    this.content = new ReadAhead(starts, piece -> fetch(starts, piece), answers, inFlight);
  }

  /** Returns the length of the content in an object. */
  static long contentBytes(ObjectInfo object, Location location) throws CorruptException {
    if (object.size() < ObjectHeader.BYTES) {
      throw CorruptException.mismatch(
          "object too short", location, ">= " + ObjectHeader.BYTES, object.size());
    }
    return object.size() - ObjectHeader.BYTES;
  }

  private CompletableFuture<ByteBuffer> fetch(long[] starts, int piece) {
    // The first piece has the header before it, which is verified on the way.
    int before = piece == 0 ? ObjectHeader.BYTES : 0;
    long position = starts[piece] + ObjectHeader.BYTES - before;
    int length = (int) (starts[piece + 1] - starts[piece]) + before;
    return Calls.whicheverWay(
        calls.get(object.key(), position, length, Optional.of(object.version())),
        (range, thrown) -> {
          if (thrown != null) {
            return CompletableFuture.<ByteBuffer>failedFuture(gone(Calls.unwrap(thrown)));
          }
          ByteBuffer bytes = range.bytes().slice().order(ByteOrder.LITTLE_ENDIAN);
          if (!range.object().version().equals(object.version())
              || range.object().size() != object.size()) {
            // Not every store checks the condition of a read, or tells version and size of one.
            return CompletableFuture.<ByteBuffer>failedFuture(replaced(null));
          }
          try {
            if (bytes.remaining() != length) {
              throw CorruptException.mismatch(
                  "object ends early", location.at(starts[piece]), length, bytes.remaining());
            }
            if (before > 0) {
              ObjectHeader.decode(bytes, location.at(0));
            }
            return CompletableFuture.completedFuture(bytes.position(before));
          } catch (DurabilityException e) {
            return CompletableFuture.<ByteBuffer>failedFuture(e);
          }
        });
  }

  private Throwable gone(Throwable reason) {
    if (reason instanceof ObjectStoreException failure
        && (failure.kind() == Kind.NOT_FOUND || failure.kind() == Kind.CONDITION_FAILED)) {
      return replaced(failure);
    }
    return reason;
  }

  private TruncatedException replaced(@Nullable ObjectStoreException cause) {
    return new TruncatedException(
        "file was replaced or deleted while it was read", location, cause);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long position, ByteBuffer target) throws DurabilityException {
    if (closed) {
      throw new IllegalStateException("reader is closed [" + location + "]");
    }
    Objects.checkFromIndexSize(position, (long) target.remaining(), size);
    int start = target.position();
    try {
      content.read(position, target, location);
    } catch (DurabilityException e) {
      target.position(start);
      throw e;
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
