package io.durability.testkit.crash;

import java.io.IOException;

/** What recovery may find after a crash at one moment. Immutable. */
public interface Oracle {

  /**
   * Recovers by the product's own means, checks what is found, and goes on with it: claims, changes
   * something, and checks that this outlives a power loss. Tells the scene what a crash in between
   * may leave.
   *
   * @return what was found
   * @throws AssertionError if it is not what it may be
   * @throws IOException if recovery fails, which after a mere crash it must not
   */
  Object recover(Scene scene) throws IOException;

  /** Names what is looked at; what was found of a disk is known to oracles of the same subject. */
  String subject();

  /**
   * Checks what another run found on a disk that reads the same.
   *
   * @throws AssertionError if it is not what it may be
   */
  void accept(Object finding);
}
