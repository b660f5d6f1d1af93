package io.durability.examples.demo;

/**
 * What a child tells its parent, one line each. A line that a kill cut short has no end and is
 * ignored.
 */
sealed interface Signal {

  /** Returns the line, without its end. */
  String line();

  /**
   * The child has recovered the ledger and has become its writer.
   *
   * @param lastId the last id recovered
   */
  record Ready(long lastId) implements Signal {
    @Override
    public String line() {
      return "ready " + lastId;
    }
  }

  /**
   * Transfers were acknowledged.
   *
   * @param lastId the id of the last of them
   * @param writer who made them
   * @param lastNumber the number of the last of them
   * @param count how many, with consecutive ids and numbers
   */
  record Acked(long lastId, int writer, long lastNumber, int count) implements Signal {
    @Override
    public String line() {
      return "acked " + lastId + ' ' + writer + ' ' + lastNumber + ' ' + count;
    }
  }

  /**
   * Transfers were appended, acknowledged or not.
   *
   * @param lastId the last id
   */
  record Appended(long lastId) implements Signal {
    @Override
    public String line() {
      return "appended " + lastId;
    }
  }

  /**
   * A publish begins.
   *
   * @param lastId the last id that its checkpoint covers
   */
  record PublishBegun(long lastId) implements Signal {
    @Override
    public String line() {
      return "publish-begun " + lastId;
    }
  }

  /**
   * A publish is done.
   *
   * @param lastId the last id that its checkpoint covers
   * @param markerId the id of its marker
   * @param segmentsDeleted how many segments it deleted
   * @param bytesDeleted how many bytes they had
   */
  record PublishEnded(long lastId, long markerId, int segmentsDeleted, long bytesDeleted)
      implements Signal {
    @Override
    public String line() {
      return "publish-ended "
          + lastId
          + ' '
          + markerId
          + ' '
          + segmentsDeleted
          + ' '
          + bytesDeleted;
    }
  }

  /**
   * Returns the signal of a line.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Signal parse(String line) {
    String[] part = line.split(" ", -1);
    try {
      return switch (part[0]) {
        case "ready" -> new Ready(Long.parseLong(part[1]));
        case "acked" ->
            new Acked(
                Long.parseLong(part[1]),
                Integer.parseInt(part[2]),
                Long.parseLong(part[3]),
                Integer.parseInt(part[4]));
        case "appended" -> new Appended(Long.parseLong(part[1]));
        case "publish-begun" -> new PublishBegun(Long.parseLong(part[1]));
        case "publish-ended" ->
            new PublishEnded(
                Long.parseLong(part[1]),
                Long.parseLong(part[2]),
                Integer.parseInt(part[3]),
                Long.parseLong(part[4]));
        default -> throw new IllegalArgumentException("not a signal [found=" + line + "]");
      };
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException("not a signal [found=" + line + "]", e);
    }
  }
}
