package io.durability.concurrency;

/**
 * What a log is to one thread at a time: the specification that the log of many threads is held to.
 * Each method answers as the operation of the same name does.
 */
public final class SequentialLog {

  /** So many entries are there, durable, before anything else happens. */
  public static final int FIRST_ENTRIES = 3;

  private long lastId = FIRST_ENTRIES;
  private int covered;
  private boolean closed;

  /** Begins with the first entries. */
  public SequentialLog() {}

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("log is closed");
    }
  }

  /** Gives the next id. */
  public long append() {
    checkOpen();
    return ++lastId;
  }

  /** Gives the next id. */
  public long appendDurable() {
    return append();
  }

  /** Gives the second of the next two ids. */
  public long appendTwo() {
    append();
    return append();
  }

  /** Returns the newest id, also after the end. */
  public long lastId() {
    return lastId;
  }

  /** Gives the marker the next id. */
  public long publish(int id) {
    checkOpen();
    if (id <= covered) {
      throw new IllegalArgumentException("not above the newest checkpoint");
    }
    covered = id;
    return append();
  }

  /** Gives the marker the next id. */
  public long mark() {
    return append();
  }

  /** Does nothing that could be seen. */
  public void sync() {
    checkOpen();
  }

  /** Returns true: whatever was acknowledged is durable, and only what is there. */
  public boolean durableTellsTheTruth() {
    return true;
  }

  /** Ends it. */
  public void close() {
    closed = true;
  }
}
