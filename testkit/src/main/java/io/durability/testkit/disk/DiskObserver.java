package io.durability.testkit.disk;

/** Is told of every change to a disk before it is made: the moments when power may be lost. */
@FunctionalInterface
public interface DiskObserver {

  /** The changes, and the forces that make them durable. */
  enum Operation {
    CREATE,
    WRITE,
    TRUNCATE,
    FORCE,
    FORCE_DATA,
    CREATE_FOLDER,
    FORCE_FOLDER,
    RENAME,
    LINK,
    UNLINK
  }

  /**
   * Called before the change, in the thread that makes it, with the disk's lock held.
   *
   * @param path of the file or folder; of the new name where there are two
   * @param position where a write begins or a truncation cuts, else 0
   * @param bytes how many are written, else 0
   */
  void before(Operation operation, String path, long position, int bytes);
}
