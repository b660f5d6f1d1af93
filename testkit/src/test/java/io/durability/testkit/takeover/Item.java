package io.durability.testkit.takeover;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An object of the modelled store; immutable. */
sealed interface Item {

  /** The operation that created it. */
  long operation();

  /** Tells whether two objects have the same content, whoever wrote them. */
  boolean sameContent(Item other);

  /** Makes an index unusable. */
  record Fence(long operation) implements Item {
    @Override
    public boolean sameContent(Item other) {
      return other instanceof Fence;
    }
  }

  /**
   * Chunk 0 of a segment.
   *
   * @param writer who claims
   * @param predecessor the segment before, 0 for none
   * @param end how many chunks of that one count
   * @param firstId the id of the first entry
   * @param kept the committed checkpoints, newest first
   * @param log which log this is
   */
  record Header(
      long operation,
      long writer,
      int predecessor,
      int end,
      int firstId,
      List<Saved> kept,
      long log)
      implements Item {
    @Override
    public boolean sameContent(Item other) {
      return other instanceof Header header && header.writer == writer && header.firstId == firstId;
    }
  }

  /**
   * Chunk 1 and later: one entry, or a marker.
   *
   * @param value what the entry says; no two are the same
   * @param watermark how many chunks of the segment were known durable
   * @param marks the checkpoint that this marker commits
   * @param log which log this is
   */
  record Chunk(long operation, int id, int value, int watermark, @Nullable Saved marks, long log)
      implements Item {
    @Override
    public boolean sameContent(Item other) {
      return other instanceof Chunk chunk && chunk.id == id && chunk.value == value;
    }
  }

  /**
   * A checkpoint: its name, and what is in the file of that name.
   *
   * @param name no two are the same
   * @param values what the entries and markers up to it say, by id
   */
  record Saved(int name, List<Integer> values) {
    int lastId() {
      return values.size();
    }
  }
}
