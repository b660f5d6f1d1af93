package io.durability.testkit;

/** The store of the log fails, once or for ever, while that of its checkpoints goes on. */
final class SplitSegmentsFaultTest extends SplitLogFaultTest {

  @Override
  protected When failing(int number) {
    return When.any().under("wal/").nth(number);
  }
}
