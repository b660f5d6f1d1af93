package io.durability.testkit;

/** The store of the checkpoints fails, once or for ever, while the log's goes on. */
final class SplitCheckpointsFaultTest extends SplitLogFaultTest {

  @Override
  protected When failing(int number) {
    return When.any().under("checkpoints/").nth(number);
  }

  /** A publish does so few on them. */
  @Override
  protected int operationsMin() {
    return 4;
  }
}
