package io.durability.it.emulator;

/**
 * A store that runs.
 *
 * @param <E> how its clients reach it
 * @param rung the rung it stands on
 * @param version the store's own version
 * @param endpoint how its clients reach it
 * @param stop ends it, if this process began it
 */
public record Running<E>(String rung, String version, E endpoint, Runnable stop)
    implements AutoCloseable {

  @Override
  public void close() {
    stop.run();
  }

  @Override
  public String toString() {
    return rung + " " + version;
  }
}
