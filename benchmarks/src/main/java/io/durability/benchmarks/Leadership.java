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
  OWNER_RELAY("(c) the same, first waiter wakes the rest", false, true);

  final String label;
  final boolean callerLeads;
  final boolean relays;

  Leadership(String label, boolean callerLeads, boolean relays) {
    this.label = label;
    this.callerLeads = callerLeads;
    this.relays = relays;
  }

  boolean hasOwner() {
    return this != HANDED_ON;
  }
}
