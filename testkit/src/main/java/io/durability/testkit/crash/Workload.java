package io.durability.testkit.crash;

/**
 * What is done to a log or a directory while power may be lost at any moment. Must do the same
 * changes in the same order in every run.
 */
public interface Workload {

  /** Returns a name that no other workload has, without spaces. */
  String name();

  /** Does it, and tells the scene at each step what a crash from then on may leave. */
  void run(Scene scene) throws Exception;
}
