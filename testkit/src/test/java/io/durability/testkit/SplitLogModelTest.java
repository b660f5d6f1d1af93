package io.durability.testkit;

import io.durability.storage.Directory;

/** A log in memory with its checkpoints on an object store agrees with its model. */
final class SplitLogModelTest extends LogModelTest {

  private static final int SEEDS = 20;

  private final SplitPlace place = new SplitPlace("split-log-model");

  @Override
  protected void prepare() {
    place.clear();
  }

  @Override
  protected Directory open() {
    return place.open();
  }

  @Override
  protected void dispose() {
    place.drop();
  }

  @Override
  protected int seeds() {
    return SEEDS;
  }
}
