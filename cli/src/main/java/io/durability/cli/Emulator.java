package io.durability.cli;

import java.net.URI;
import java.util.Map;

/** A store of the cloud that runs on this machine, with an empty place in it. */
public interface Emulator extends AutoCloseable {

  /** Returns a place that nobody else has, as {@code --uri} takes it. */
  URI place();

  /** Returns the settings of the backend with which it is reached. */
  Map<String, String> options();

  /** Returns what runs, and which version of it. */
  @Override
  String toString();

  /** Ends it, if this process began it. */
  @Override
  void close();
}
