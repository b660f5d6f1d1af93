package io.durability.storage;

import io.durability.errors.Location;

/**
 * Is told what a directory does beyond the verbs it is asked for. It is called by the threads of
 * the directory, with none of its locks held, and must return at once: requests wait for it.
 */
@FunctionalInterface
public interface DirectoryListener {

  /**
   * A request to the store failed, or its outcome is unknown, and it is made again.
   *
   * @param place what the request is about
   * @param request what is made again, in the words of the store, such as {@code PUT}
   * @param attempt the number of the attempt that failed, from 1
   * @param reason why; its message shows no secret
   */
  void retried(Location place, String request, int attempt, Throwable reason);
}
