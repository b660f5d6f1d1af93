package io.durability.testkit;

import java.util.EnumMap;
import java.util.Map;

/**
 * Counts requests and the faults that they met.
 *
 * <p>Threads: any.
 */
public final class ObjectTraffic {

  private final Map<RequestKind, Long> requests = new EnumMap<>(RequestKind.class);
  private final Map<ObjectFault, Long> faults = new EnumMap<>(ObjectFault.class);

  /** Makes counts of zero. */
  public ObjectTraffic() {}

  synchronized void count(RequestKind kind) {
    requests.merge(kind, 1L, Long::sum);
  }

  synchronized void count(ObjectFault fault) {
    faults.merge(fault, 1L, Long::sum);
  }

  /** Returns how many requests of a kind were made. */
  public synchronized long requests(RequestKind kind) {
    return requests.getOrDefault(kind, 0L);
  }

  /** Returns how many requests were made. */
  public synchronized long requests() {
    return requests.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns how often a fault was met. */
  public synchronized long fired(ObjectFault fault) {
    return faults.getOrDefault(fault, 0L);
  }

  /** Returns how often each fault was met. */
  public synchronized Map<ObjectFault, Long> fired() {
    return new EnumMap<>(faults);
  }

  /** Returns requests by kind, as they are now. */
  public synchronized Map<RequestKind, Long> snapshot() {
    return new EnumMap<>(requests);
  }

  @Override
  public synchronized String toString() {
    return "requests " + requests + ", faults " + faults;
  }
}
