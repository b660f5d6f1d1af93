package io.durability.testkit.disk;

/**
 * A disk at the moment of a crash: what is durable, what processes see, and the changes in between.
 * Immutable.
 */
public final class CrashPoint {

  private final Node[] durable;
  private final Node[] cached;
  private final PendingChange[] pending;

  /** Takes over the arrays. */
  CrashPoint(Node[] durable, Node[] cached, PendingChange[] pending) {
    this.durable = durable;
    this.cached = cached;
    this.pending = pending;
  }

  /** Returns the disk after a crash of all processes, but not of the machine: nothing is lost. */
  public SimulatedDisk processesKilled() {
    return SimulatedDisk.of(this);
  }

  /** Tells whether a power loss could lose anything. */
  public boolean isPending() {
    return pending.length > 0;
  }

  Node[] durable() {
    return durable;
  }

  Node[] cached() {
    return cached;
  }

  PendingChange[] pending() {
    return pending;
  }
}
