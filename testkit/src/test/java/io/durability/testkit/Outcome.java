package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.testkit.Expectation.Fails;
import io.durability.testkit.Expectation.Reaches;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    List<Map.Entry<Long, byte[]>> written =
        new ArrayList<>(specimen.entries().tailMap(fromId, true).entrySet());
    if (found.entries().size() > written.size()) {
      return Optional.of("reader: more entries than were written: " + found.entries().size());
    }
    for (int i = 0; i < found.entries().size(); i++) {
      Map.Entry<Long, byte[]> entry = found.entries().get(i);
      if (!entry.getKey().equals(written.get(i).getKey())
          || !java.util.Arrays.equals(entry.getValue(), written.get(i).getValue())) {
        return Optional.of("reader: entry " + entry.getKey() + " is not the one written");
      }
    }
    if (expected instanceof Fails fails) {
      return found.thrown().isEmpty()
          ? wrong(expected, "reader: " + found.entries().size() + " entries and the end")
          : wrongFailure(fails, found.thrown().get());
    }
    Reaches reaches = (Reaches) expected;
    long wanted = written.stream().filter(e -> e.getKey() <= reaches.lastId()).count();
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
