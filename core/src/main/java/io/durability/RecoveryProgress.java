package io.durability;

/** Told by a recovery how far it has come; called in the recovering thread. */
@FunctionalInterface
public interface RecoveryProgress {

  /**
   * Says that entries up to an id have been applied. Called now and then, and for the last one.
   *
   * @param lastId the id that the recovery will end with
   */
  void at(long id, long lastId);
}
