package io.durability.storage;

import io.durability.errors.Location;
import java.lang.System.Logger;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The listeners of one directory, for a backend that has something to tell: it keeps one of these,
 * passes {@link Directory#addListener} and {@link Directory#removeListener} on to it, and tells it
 * what happens. That goes to every listener, and to the flight recorder if one is running. A
 * listener that throws hinders neither the backend nor the others.
 *
 * <p>Threads: any. Telling it costs next to nothing when nobody listens.
 */
public final class DirectoryListeners implements DirectoryListener {

  private static final Logger LOG = System.getLogger(DirectoryListeners.class.getName());

  /** Not every run time image has the module, and nothing but the events needs it. */
  private static final boolean FLIGHT_RECORDER =
      ModuleLayer.boot()
          .findModule("jdk.jfr")
          .filter(DirectoryListeners.class.getModule()::canRead)
          .isPresent();

  private final CopyOnWriteArrayList<DirectoryListener> listeners = new CopyOnWriteArrayList<>();

  /** Makes a list of no listeners. */
  public DirectoryListeners() {}

  /** Adds a listener. One that is added twice is told twice, until it is removed twice. */
  public void add(DirectoryListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
  }

  /** Removes a listener; one that is not there is left out. */
  public void remove(DirectoryListener listener) {
    listeners.remove(listener);
  }

  @Override
  public void retried(Location place, String request, int attempt, Throwable reason) {
    if (FLIGHT_RECORDER) {
      RetryEvent.record(place, request, attempt, reason);
    }
    for (DirectoryListener listener : listeners) {
      try {
        listener.retried(place, request, attempt, reason);
      } catch (RuntimeException e) {
        LOG.log(Logger.Level.WARNING, "a directory listener failed [" + place + "]", e);
      }
    }
  }
}
