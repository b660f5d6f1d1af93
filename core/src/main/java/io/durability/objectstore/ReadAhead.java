package io.durability.objectstore;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A file as pieces that are fetched as wholes: those that a read needs in parallel, and, when it is
 * read from front to back, those that follow before they are asked for.
 *
 * <p>Guarded by itself; nothing is fetched or awaited under the lock.
 */
final class ReadAhead {

  private static final int AHEAD_FIRST = 4;
  private static final int AHEAD_PIECES_MAX = 128;
  private static final long AHEAD_BYTES_MAX = 64L << 20;

  private final long[] starts;
  private final IntFunction<CompletableFuture<ByteBuffer>> fetch;
  private final Answers answers;
  private final int inFlightMax;

  /** Pieces that are here or under way. */
  private final TreeMap<Integer, Piece> pieces = new TreeMap<>();

  /** Pieces that a read waits for and that may not have been asked for yet. */
  private final ArrayDeque<Piece> demand = new ArrayDeque<>();

  private int inFlight;
  private boolean fetching;

  /** Which pieces are fetched ahead. */
  private int nextAhead;

  private int aheadEnd;
  private int lastRead = -2;
  private int ahead;
  private boolean keeping;

  /**
   * Makes a file.
   *
   * @param starts where each piece begins, and at the end where the last one ends; ascending
   * @param fetch begins to fetch a piece; gives its bytes from position to limit
   */
  ReadAhead(
      long[] starts,
      IntFunction<CompletableFuture<ByteBuffer>> fetch,
      Answers answers,
      int inFlightMax) {
    this.starts = starts;
    this.fetch = fetch;
    this.answers = answers;
    this.inFlightMax = inFlightMax;
  }

  /** Begins to fetch from the front, and keeps what is fetched, if the whole file is small. */
  void prefetch() {
    synchronized (this) {
      keeping = starts[starts.length - 1] <= AHEAD_BYTES_MAX / 4;
      aheadEnd = aheadEnd(0, AHEAD_PIECES_MAX);
    }
    fetchMore();
  }

  /** Fills a buffer; the range was checked. */
  void read(long position, ByteBuffer target, Location location) throws DurabilityException {
    if (!target.hasRemaining()) {
      return;
    }
    int first = pieceAt(position);
    int last = pieceAt(position + target.remaining() - 1);
    List<CompletableFuture<ByteBuffer>> needed = want(first, last);
    fetchMore();
    long at = position;
    for (int piece = first; piece <= last; piece++) {
      if (starts[piece + 1] == starts[piece]) {
        continue;
      }
      CompletableFuture<ByteBuffer> future = needed.get(piece - first);
      ByteBuffer bytes;
      try {
        bytes = answers.await(future, location).duplicate();
      } catch (DurabilityException e) {
        forget(piece);
        throw e;
      }
      bytes.position(bytes.position() + Math.toIntExact(at - starts[piece]));
      int length = Math.min(bytes.remaining(), target.remaining());
      target.put(bytes.limit(bytes.position() + length));
      at += length;
    }
  }

  private int pieceAt(long position) {
    int found = Arrays.binarySearch(starts, position);
    int piece = found >= 0 ? found : -found - 2;
    // Empty pieces begin where the next one does; any of them may have been found.
    while (starts[piece + 1] <= position) {
      piece++;
    }
    return piece;
  }

  private synchronized List<CompletableFuture<ByteBuffer>> want(int first, int last) {
    boolean onward = first == lastRead || first == lastRead + 1;
    if (!onward) {
      ahead = 0;
    } else if (last > lastRead) {
      ahead = Math.min(AHEAD_PIECES_MAX, Math.max(AHEAD_FIRST, ahead * 2));
    }
    lastRead = last;
    if (!keeping) {
      pieces.headMap(first).clear();
      if (!onward) {
        pieces.tailMap(last + 1).clear();
      }
    }
    List<CompletableFuture<ByteBuffer>> needed = new ArrayList<>(last - first + 1);
    for (int piece = first; piece <= last; piece++) {
      Piece wanted = pieces.computeIfAbsent(piece, Piece::new);
      needed.add(wanted.bytes);
      // Also if another reader's jump drops it from the map before it was asked for.
      demand.add(wanted);
    }
    nextAhead = last + 1;
    aheadEnd = aheadEnd(last + 1, ahead);
    return needed;
  }

  /** Returns the end of so many pieces, or of as many as memory is given to. */
  private int aheadEnd(int from, int count) {
    int end = from;
    while (end < starts.length - 1
        && end - from < count
        && starts[end + 1] - starts[from] <= AHEAD_BYTES_MAX) {
      end++;
    }
    return end;
  }

  private synchronized void forget(int piece) {
    pieces.remove(piece);
  }

  /** A piece that is needed, under way or here. */
  private static final class Piece {
    private final int number;
    private final CompletableFuture<ByteBuffer> bytes = new CompletableFuture<>();
    private boolean begun;

    Piece(int number) {
      this.number = number;
    }
  }

  private void fetchMore() {
    while (true) {
      Piece piece;
      synchronized (this) {
        piece = fetching ? null : next();
        if (piece == null) {
          return;
        }
        piece.begun = true;
        inFlight++;
        // A fetch that is answered at once comes back here: the loop goes on, not deeper.
        fetching = true;
      }
      Calls.whenDone(
          fetch.apply(piece.number),
          (bytes, thrown) -> {
            synchronized (this) {
              inFlight--;
            }
            fetchMore();
            if (thrown == null) {
              piece.bytes.complete(bytes);
            } else {
              piece.bytes.completeExceptionally(Calls.unwrap(thrown));
            }
          });
      synchronized (this) {
        fetching = false;
      }
    }
  }

  private @Nullable Piece next() {
    if (inFlight >= inFlightMax) {
      return null;
    }
    while (!demand.isEmpty()) {
      Piece piece = demand.remove();
      if (!piece.begun) {
        return piece;
      }
    }
    while (nextAhead < aheadEnd) {
      Piece piece = pieces.computeIfAbsent(nextAhead++, Piece::new);
      if (!piece.begun) {
        return piece;
      }
    }
    return null;
  }
}
