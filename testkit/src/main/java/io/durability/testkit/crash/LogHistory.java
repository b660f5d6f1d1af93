package io.durability.testkit.crash;

import java.util.ArrayList;
import java.util.List;

/**
 * What was appended to a log, by id: the state after each, and whether recovery may end there. Only
 * ever added to, so whoever looks below an id that it knows sees no change.
 */
final class LogHistory {

  /** The states after each id, index 0 being the beginning. */
  private final List<LogState> states;

  /** Whether an atomic batch goes on behind the id. */
  private final List<Boolean> inside;

  LogHistory() {
    this(List.of(LogState.EMPTY), List.of(false));
  }

  private LogHistory(List<LogState> states, List<Boolean> inside) {
    this.states = new ArrayList<>(states);
    this.inside = new ArrayList<>(inside);
  }

  /** Returns a history that has the same up to an id, and nothing behind it. */
  LogHistory upTo(long id) {
    int count = Math.toIntExact(id + 1);
    return new LogHistory(states.subList(0, count), inside.subList(0, count));
  }

  long lastId() {
    return states.size() - 1L;
  }

  void addEntry(byte[] payload, boolean batchGoesOn) {
    long id = lastId() + 1;
    states.add(state(id - 1).apply(id, payload));
    inside.add(batchGoesOn);
  }

  void addMarker() {
    states.add(state(lastId()));
    inside.add(false);
  }

  LogState state(long id) {
    return states.get(Math.toIntExact(id));
  }

  boolean mayEndAt(long id) {
    return !inside.get(Math.toIntExact(id));
  }

  /**
   * Returns the payload of an entry: other bytes for each id, size and attempt, none of them zero.
   */
  static byte[] payload(long id, int attempt, int size) {
    byte[] bytes = new byte[size];
    long state = id * 31 + attempt;
    for (int i = 0; i < size; i++) {
      state = state * 0x5851F42D4C957F2DL + 0x14057B7EF767814FL;
      bytes[i] = (byte) (1 + (state >>> 33) % 255);
    }
    return bytes;
  }
}
