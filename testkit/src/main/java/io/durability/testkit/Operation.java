package io.durability.testkit;

import java.util.List;

/**
 * One thing that was asked of a {@link FaultDirectory}, or of what it opened.
 *
 * @param number its place in the order of all operations, from 1
 * @param verb what was asked
 * @param names the names it was asked about; of a listing the prefix; none of a close
 */
public record Operation(long number, Verb verb, List<String> names) {

  /** How many names {@link #toString} shows. */
  private static final int NAMES_SHOWN = 3;

  /** What can be asked. */
  public enum Verb {
    /** {@code Directory.write}. */
    WRITE,
    /** {@code Directory.create}. */
    CREATE,
    /** {@code FileWriter.write}. */
    FILE_WRITE,
    /** {@code FileWriter.commit}. */
    COMMIT,
    /** {@code FileWriter.close}. */
    FILE_CLOSE,
    /** {@code Directory.open}. */
    OPEN,
    /** {@code FileReader.read}. */
    READ,
    /** {@code FileReader.close}. */
    READER_CLOSE,
    /** {@code Directory.stat}. */
    STAT,
    /** {@code Directory.list}. */
    LIST,
    /** {@code Directory.delete}. */
    DELETE,
    /** {@code Directory.rename}. */
    RENAME,
    /** {@code Directory.append}. */
    APPEND,
    /** {@code Appender.write}. */
    APPENDER_WRITE,
    /** {@code Appender.sync}. */
    SYNC,
    /** {@code Appender.close}. */
    APPENDER_CLOSE,
    /** {@code Directory.seal}. */
    SEAL,
    /** {@code Directory.settle}. */
    SETTLE,
    /** {@code Directory.close}. */
    CLOSE
  }

  /** Copies the names. */
  public Operation {
    names = List.copyOf(names);
  }

  /** Returns number, verb and the first names: {@code #7 SYNC wal/1}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("#").append(number).append(' ').append(verb);
    for (int i = 0; i < Math.min(NAMES_SHOWN, names.size()); i++) {
      text.append(i == 0 ? " " : ", ").append(names.get(i));
    }
    if (names.size() > NAMES_SHOWN) {
      text.append(" and ").append(names.size() - NAMES_SHOWN).append(" more");
    }
    return text.toString();
  }
}
