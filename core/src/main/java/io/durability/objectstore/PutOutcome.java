package io.durability.objectstore;

import java.util.Optional;

/**
 * What came of a conditional write, after whatever doubt there was has been resolved.
 *
 * @param won whether the object is ours
 * @param object ours, or the one found in its stead; empty if there is none
 * @param doubtful whether an answer was lost on the way: if another object was found, ours may have
 *     been there before it
 */
record PutOutcome(boolean won, Optional<ObjectInfo> object, boolean doubtful) {

  static PutOutcome won(ObjectInfo object) {
    return new PutOutcome(true, Optional.of(object), false);
  }
}
