package io.durability;

/**
 * Is told how each automatic publish of a {@link DurableState} ended. It is called in the thread of
 * the publish, with no lock held; what it throws is logged and changes nothing.
 */
public interface PublishListener {

  /**
   * The state is published; see {@link PublishResult#deletionFailure} for segments that could not
   * be deleted.
   */
  void published(PublishResult result);

  /**
   * The publish failed. Nothing is lost: recovery starts from an earlier checkpoint. The next
   * attempt comes after as many entries or bytes as this one did, unless the failure is a {@link
   * io.durability.errors.PoisonedException} or {@link io.durability.errors.SupersededException},
   * which end the state's use.
   */
  void failed(Exception failure);
}
