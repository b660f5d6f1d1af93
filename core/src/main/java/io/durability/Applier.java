package io.durability;

import java.io.IOException;

/**
 * Applies an entry to a state. It must depend on its arguments only, so that replaying the same
 * entries gives the same state.
 *
 * @param <S> the type of the state
 * @param <E> the type of an entry
 */
@FunctionalInterface
public interface Applier<S, E> {

  /**
   * Returns the state after the entry: a new one, or the given one changed.
   *
   * @param id the entry's id; ids come in order, each once, with gaps only where a marker stands
   */
  S apply(S state, long id, E entry) throws IOException;
}
