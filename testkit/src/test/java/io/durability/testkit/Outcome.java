package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.testkit.Expectation.Fails;
import io.durability.testkit.Expectation.Reaches;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** What the library came to, and whether that is what it must come to. */
final class Outcome {

  private Outcome() {}

  /** What recovery came to. */
  sealed interface Recovery {}

  /** A state was recovered. */
  record State(long lastId, long checkpointLastId, int skipped, long dropped, Fold fold)
      implements Recovery {}

  /** Anything was thrown. */
  record Thrown(Throwable what) implements Recovery {}

  /** What a reader handed out, by id and in order, and what it threw if it did. */
  record Read(List<Map.Entry<Long, byte[]>> entries, Optional<Throwable> thrown) {}

  /** Says what is wrong with a recovery, or nothing. */
  static Optional<String> wrong(Specimen specimen, Expectation expected, Recovery found) {
    if (expected instanceof Fails fails) {
      return found instanceof Thrown thrown
          ? wrongFailure(fails, thrown.what())
          : wrong(expected, found);
    }
    Reaches reaches = (Reaches) expected;
    boolean right =
        found instanceof State state
            && state.lastId() == reaches.lastId()
            && state.checkpointLastId() == reaches.checkpointLastId()
            && state.skipped() == reaches.skipped()
            && (reaches.dropped() < 0 || state.dropped() == reaches.dropped())
            && state.fold().equals(specimen.stateAt(reaches.lastId()));
    return right ? Optional.empty() : wrong(expected, found);
  }

  /** Says what is wrong with what a reader handed out from an id on, or nothing. */
  static Optional<String> wrong(Specimen specimen, Expectation expected, long fromId, Read found) {
    NavigableMap<Long, byte[]> written = specimen.entries().tailMap(fromId, true);
    Iterator<Map.Entry<Long, byte[]>> next = written.entrySet().iterator();
    for (Map.Entry<Long, byte[]> entry : found.entries()) {
      if (!next.hasNext()) {
        return Optional.of("reader: more entries than were written: " + found.entries().size());
      }
      Map.Entry<Long, byte[]> expectedEntry = next.next();
      if (!entry.getKey().equals(expectedEntry.getKey())
          || !Arrays.equals(entry.getValue(), expectedEntry.getValue())) {
        return Optional.of("reader: entry " + entry.getKey() + " is not the one written");
      }
    }
    if (expected instanceof Fails fails) {
      return found.thrown().isEmpty()
          ? wrong(expected, "reader: " + found.entries().size() + " entries and the end")
          : wrongFailure(fails, found.thrown().get());
    }
    Reaches reaches = (Reaches) expected;
    long wanted = reaches.lastId() < fromId ? 0 : written.headMap(reaches.lastId(), true).size();
    return found.thrown().isPresent() || found.entries().size() != wanted
        ? wrong(expected, "reader: " + found.entries().size() + " entries, " + found.thrown())
        : Optional.empty();
  }

  /** Says what is wrong with a failure, or nothing. */
  static Optional<String> wrongFailure(Fails expected, Throwable found) {
    boolean right =
        expected.failure().type.isInstance(found)
            && found instanceof DurabilityException failure
            && (expected.file().isEmpty() || expected.file().equals(failure.location().file()));
    return right ? Optional.empty() : wrong(expected, found);
  }

  static Optional<String> wrong(Expectation expected, Object found) {
    return Optional.of("expected " + expected + ", found " + found);
  }
}
