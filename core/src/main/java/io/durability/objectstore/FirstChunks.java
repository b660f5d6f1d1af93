package io.durability.objectstore;

import io.durability.internal.format.ChunkHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The first chunks of an append file, which may have been asked for before the file was opened: in
 * the same round as the listing that tells which others there are.
 *
 * @param chunks the chunks of the file, which must all be of one writer
 * @param asked those that were asked for, from 0 on
 */
record FirstChunks(Chunks chunks, List<Asked> asked) {

  /** As much content as a reader of the beginning wants at most, as a rule. */
  private static final long CONTENT_BYTES = 4_096;

  /** A chunk that was asked for when its object had a length. */
  record Asked(long objectBytes, CompletableFuture<ByteBuffer> content) {}

  /** None: each is read when it is needed. */
  static FirstChunks none(Chunks chunks) {
    return new FirstChunks(chunks, List.of());
  }

  /** Asks for those that hold the beginning of a file, as an earlier listing shows it. */
  static FirstChunks ask(Chunks chunks, ChunkRun listed) {
    List<Asked> asked = new ArrayList<>();
    long offset = 0;
    for (long bytes : listed.sizes()) {
      if (offset >= CONTENT_BYTES) {
        break;
      }
      asked.add(new Asked(bytes, chunks.read(asked.size(), offset, bytes)));
      offset += Math.max(0, bytes - ChunkHeader.BYTES);
    }
    return new FirstChunks(chunks, List.copyOf(asked));
  }

  /** Returns the content of a chunk, verified, of which the object by now has a known length. */
  CompletableFuture<ByteBuffer> read(int index, long offset, long bytes) {
    if (index >= asked.size() || asked.get(index).objectBytes() != bytes) {
      return chunks.read(index, offset, bytes);
    }
    return Calls.whicheverWay(
        asked.get(index).content(),
        (found, thrown) ->
            thrown == null
                ? CompletableFuture.completedFuture(found)
                : chunks.read(index, offset, bytes));
  }
}
