package io.durability.benchmarks;

/** Who writes and syncs a batch, and who wakes those that wait for it. */
enum Leadership {
  /** A blocked caller; when its batch is durable it hands over to a waiter of the next one. */
  HANDED_ON("(a) caller leads, hands on to a waiter", true, false),
  /** A blocked caller if nothing is under way; what arrives meanwhile is the owner thread's. */
  CALLER_THEN_OWNER("(b) caller leads if idle, else I/O owner", true, false),
  /** As before; the owner wakes one waiter, and that one the others. */
  CALLER_THEN_OWNER_RELAY("(b) the same, first waiter wakes the rest", true, true),
  /** Always the owner thread. */
  OWNER("(c) always the I/O owner", false, false),
  /** As before; the owner wakes one waiter, and that one the others. */
  OWNER_RELAY("(c) the same, first waiter wakes the rest", false, true),
  /**
   * A blocked caller if nothing is under way and the last batch had one entry; else the owner.
   * While several callers wait together, the first to return must not start a batch of its own: the
   * time the owner takes to wake up lets the others join.
   */
  ALONE_THEN_OWNER("(d) caller leads if alone, else I/O owner", true, false);

  final String label;
  private final boolean callerLeads;
  final boolean relays;

  Leadership(String label, boolean callerLeads, boolean relays) {
    this.label = label;
    this.callerLeads = callerLeads;
    this.relays = relays;
  }

  /** Whether a caller that finds nothing under way leads, after a batch of {@code lastCount}. */
  boolean callerLeads(int lastCount) {
    return callerLeads && (this != ALONE_THEN_OWNER || lastCount <= 1);
  }

  boolean hasOwner() {
    return this != HANDED_ON;
  }
}
