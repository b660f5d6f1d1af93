package io.durability;

/** Told by a recovery how far it has come; called in the recovering thread. */
@FunctionalInterface
public interface RecoveryProgress {

  /**
   * Says that entries up to an id have been applied. Called now and then, and for the last one; not
   * at all if none follows the checkpoint.
   *
   * @param id the last id applied so far; it rises from call to call, unless the recovery begins
   *     again because a live writer truncated meanwhile
   * @param lastId the id that the recovery will end with
   */
  void at(long id, long lastId);
}
