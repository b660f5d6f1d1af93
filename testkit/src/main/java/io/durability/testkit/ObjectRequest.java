package io.durability.testkit;

import java.util.List;

/**
 * A request to a {@link SimulatedObjectStore}.
 *
 * @param number how many requests this connection had made before it, plus one
 * @param kind what is asked for
 * @param keys the keys it is about, or the prefix of a listing
 * @param bytes how many bytes it sends
 * @param conditional whether it changes something under a condition
 */
public record ObjectRequest(
    long number, RequestKind kind, List<String> keys, long bytes, boolean conditional) {

  /** Copies the keys. */
  public ObjectRequest {
    keys = List.copyOf(keys);
  }

  /** Returns the first key, or the prefix. */
  public String key() {
    return keys.get(0);
  }
}
