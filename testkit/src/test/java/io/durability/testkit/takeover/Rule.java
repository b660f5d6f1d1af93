package io.durability.testkit.takeover;

/** The rules of the protocol, each of which a mutant leaves out. */
enum Rule {
  /** A fence is put where an earlier writer would go on. */
  SEAL,
  /** The fence moves on while chunks still land. */
  FENCE_MOVES_ON,
  /** A fence ahead stops a writer and is no end: the first place without a chunk gets its own. */
  FENCE_AHEAD_IS_NO_END,
  /** Truncation keeps fences. */
  FENCES_ARE_KEPT,
  /** A chunk behind the hole whose watermark covers it is damage, found before the fence. */
  WATERMARK_BEFORE_FENCE,
  /** Whoever has created a header looks at the frontier before the first ack. */
  FRONTIER_AFTER_HEADER,
  /** Orphans are deleted by one that holds the claim, so after that look. */
  FRONTIER_BEFORE_ORPHANS,
  /** Frontiers are numbered files of which the greatest counts: none is replaced. */
  FRONTIERS_ARE_NUMBERED,
  /** The frontier is durable before the first deletion. */
  FRONTIER_BEFORE_DELETION,
  /** Acks are given in the order of the chunks. */
  ACKS_IN_ORDER,
  /** Nothing is written behind a header before it is confirmed. */
  HEADER_FIRST,
  /** A segment is created if it is absent. */
  HEADER_IF_ABSENT,
  /** A chunk is created if it is absent. */
  CHUNK_IF_ABSENT,
  /** The next header is created when everything before it is durable. */
  DURABLE_BEFORE_NEXT_HEADER,
  /** After an answer was lost, or a 412, the object is read back. */
  READ_BACK,
  /** Reading back compares operation ids. */
  OPERATION_IDS_COMPARED,
  /** Operation ids come from the machine, not from memory that a clone has too. */
  OPERATION_IDS_FRESH,
  /** Reading back compares contents as well. */
  CONTENTS_COMPARED,
  /** A state that was recovered earlier is brought to the sealed end. */
  CATCH_UP,
  /** The header names the end that was sealed, not one that was read before. */
  END_AFTER_SEAL,
  /** Orphans are those that were listed before the own header. */
  ORPHANS_BEFORE_HEADER,
  /** A marker is appended when its checkpoint is durable. */
  CHECKPOINT_BEFORE_MARKER,
  /** Segments are deleted when the marker is durable. */
  MARKER_BEFORE_TRUNCATION,
  /** Deletion ends before the segment that holds the first id not covered. */
  UNCOVERED_ARE_KEPT,
  /**
   * What looks damaged is looked at again: where the listing has moved on, the claim starts over.
   */
  LOOK_AGAIN
}
