package io.durability.objectstore;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.internal.format.ChunkHeader;
import io.durability.objectstore.ObjectStoreException.Kind;
import io.durability.storage.FileName;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chunks of one append file. A body that does not verify is asked for once more, because
 * a transfer may have been damaged; then it is corruption, never a torn tail: a chunk is atomic.
 */
final class Chunks {

  private static final int ABSENCES_MAX = 3;

  /** The longest object that a chunk can be: no memory is taken for a longer one. */
  private static final int OBJECT_BYTES_MAX =
      ChunkHeader.BYTES + ObjectStoreOptions.CHUNK_BYTES_MAX;

  private final Calls calls;
  private final FileName name;
  private final Location location;

  /** The writer of the file, as the first chunk that was read tells: all have one. */
  private final AtomicReference<@Nullable UUID> writer = new AtomicReference<>();

  Chunks(Calls calls, FileName name, Location location) {
    this.calls = calls;
    this.name = name;
    this.location = location;
  }

  /** Returns the content of a chunk, verified. */
  CompletableFuture<ByteBuffer> read(long index, long offset, long objectBytes) {
    return whole(index, offset, objectBytes, true);
  }

  private CompletableFuture<ByteBuffer> whole(
      long index, long offset, long objectBytes, boolean rereads) {
    if (objectBytes < ChunkHeader.BYTES || objectBytes > OBJECT_BYTES_MAX) {
      return CompletableFuture.failedFuture(
          CorruptException.mismatch(
              "chunk " + index + " has an impossible length",
              location.at(offset),
              ChunkHeader.BYTES + " to " + OBJECT_BYTES_MAX,
              objectBytes));
    }
    return Calls.whicheverWay(
        listed(Keys.chunk(name, index), (int) objectBytes),
        (found, thrown) -> {
          if (thrown != null) {
            return CompletableFuture.<ByteBuffer>failedFuture(
                missing(Calls.unwrap(thrown), index, offset));
          }
          try {
            return CompletableFuture.completedFuture(verify(found.bytes(), index, offset));
          } catch (CorruptException e) {
            return rereads
                ? whole(index, offset, objectBytes, false)
                : CompletableFuture.<ByteBuffer>failedFuture(e);
          } catch (DurabilityException e) {
            return CompletableFuture.<ByteBuffer>failedFuture(e);
          }
        });
  }

  /** Reads an object that was listed: if it is not there, it is asked for again. */
  private CompletableFuture<ObjectRange> listed(String key, int length) {
    Backoff backoff = calls.backoff("GET", key, ABSENCES_MAX);
    CompletableFuture<ObjectRange> result = new CompletableFuture<>();
    listed(key, length, backoff, result);
    return result;
  }

  private void listed(
      String key, int length, Backoff backoff, CompletableFuture<ObjectRange> result) {
    Calls.whenDone(
        calls.get(key, 0, length, Optional.empty()),
        (found, thrown) -> {
          if (thrown == null) {
            result.complete(found);
            return;
          }
          Throwable reason = Calls.unwrap(thrown);
          if (reason instanceof ObjectStoreException failure && failure.kind() == Kind.NOT_FOUND) {
            reason = backoff.again(failure, () -> listed(key, length, backoff, result));
          }
          if (reason != null) {
            result.completeExceptionally(reason);
          }
        });
  }

  private ByteBuffer verify(ByteBuffer bytes, long index, long offset) throws DurabilityException {
    ByteBuffer chunk = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    Location at = location.at(offset);
    ChunkHeader header = ChunkHeader.decodeWhole(chunk, at);
    if (header.index() != index || header.offset() != offset) {
      throw CorruptException.mismatch(
          "chunk in another one's place",
          at,
          "index " + index + ", offset " + offset,
          "index " + header.index() + ", offset " + header.offset());
    }
    UUID known = writer.get();
    if (known == null && !writer.compareAndSet(null, header.writerId())) {
      known = writer.get();
    }
    if (known != null && !known.equals(header.writerId())) {
      throw CorruptException.mismatch("chunk of another writer", at, known, header.writerId());
    }
    return chunk.position(ChunkHeader.BYTES);
  }

  private Throwable missing(Throwable reason, long index, long offset) {
    if (reason instanceof ObjectStoreException failure && failure.kind() == Kind.NOT_FOUND) {
      return new NotFoundException("chunk " + index + " is gone", location.at(offset));
    }
    return Answers.told(reason, location.at(offset));
  }

  /**
   * Finds out whether chunks that stand beyond a gap prove that what is missing there had been
   * durable.
   *
   * @return the first of them that does, or empty
   */
  CompletableFuture<Optional<Long>> proofOf(long gap, List<Long> strays) {
    CompletableFuture<Optional<Long>> proof =
        CompletableFuture.completedFuture(Optional.<Long>empty());
    for (long stray : strays) {
      CompletableFuture<Optional<Long>> one = proves(gap, stray, true);
      proof = proof.thenCombine(one, (before, now) -> before.isPresent() ? before : now);
    }
    return proof;
  }

  private CompletableFuture<Optional<Long>> proves(long gap, long stray, boolean rereads) {
    return Calls.whicheverWay(
        calls.get(Keys.chunk(name, stray), 0, ChunkHeader.BYTES, Optional.empty()),
        (found, thrown) -> {
          if (thrown != null) {
            Throwable reason = Calls.unwrap(thrown);
            boolean gone =
                reason instanceof ObjectStoreException failure && failure.kind() == Kind.NOT_FOUND;
            return gone
                ? CompletableFuture.completedFuture(Optional.<Long>empty())
                : CompletableFuture.<Optional<Long>>failedFuture(reason);
          }
          try {
            ByteBuffer bytes = found.bytes().slice().order(ByteOrder.LITTLE_ENDIAN);
            ChunkHeader header = ChunkHeader.decode(bytes, location);
            return CompletableFuture.completedFuture(
                header.index() == stray && header.watermark() > gap
                    ? Optional.of(stray)
                    : Optional.<Long>empty());
          } catch (CorruptException e) {
            // Damaged, it proves nothing; and nothing that was acknowledged stands there.
            return rereads
                ? proves(gap, stray, false)
                : CompletableFuture.completedFuture(Optional.<Long>empty());
          } catch (DurabilityException e) {
            return CompletableFuture.<Optional<Long>>failedFuture(e);
          }
        });
  }
}
