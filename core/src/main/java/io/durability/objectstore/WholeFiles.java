package io.durability.objectstore;

import io.durability.errors.ConditionNotMetException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.UnavailableException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Condition;
import io.durability.storage.FileName;
import io.durability.storage.Version;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes whole files under conditions. A write without a condition is made one: it replaces the
 * version that is there, so that a request which was given up on cannot land later and undo what
 * came after it.
 */
final class WholeFiles {

  /** Sends a whole object, in whatever way, under a condition. */
  @FunctionalInterface
  interface Sender {
    CompletableFuture<PutOutcome> send(PutCondition condition);
  }

  /** How often a write without a condition may be overtaken by others. */
  private static final int OVERTAKEN_MAX = 1_000;

  private final Calls calls;
  private final Answers answers;

  WholeFiles(Calls calls, Answers answers) {
    this.calls = calls;
    this.answers = answers;
  }

  /**
   * Checks that a condition can be asked for.
   *
   * @throws UnsupportedException if the store has no such condition
   */
  void check(Condition condition, Location location) throws UnsupportedException {
    if (condition instanceof Condition.Matches && !calls.store.traits().matchConditions()) {
      throw new UnsupportedException("object store has no version conditions", location);
    }
  }

  /** Publishes a file and returns its version. */
  Version publish(FileName name, Condition condition, Location location, Sender sender)
      throws DurabilityException {
    if (condition instanceof Condition.None) {
      return replace(name, location, sender);
    }
    CompletableFuture<List<ObjectInfo>> chunks = calls.list(Keys.folder(name), "");
    if (ChunkRun.of(name, answers.await(chunks, location)).exists()) {
      throw new ConditionNotMetException(
          "file is an append file, expected=" + condition, location, AppendContext.VERSION.value());
    }
    PutCondition asked =
        condition instanceof Condition.Matches matches
            ? new PutCondition.Matches(matches.version().value())
            : new PutCondition.Absent();
    PutOutcome outcome = answers.await(sender.send(asked), location);
    return version(outcome, condition, location);
  }

  private Version version(PutOutcome outcome, Condition condition, Location location)
      throws DurabilityException {
    Optional<String> found = outcome.object().map(ObjectInfo::version);
    if (outcome.won()) {
      return new Version(found.orElseThrow());
    }
    if (outcome.doubtful()) {
      throw doubtful(location);
    }
    String current = found.orElse(null);
    throw condition instanceof Condition.Matches matches
        ? new ConditionNotMetException(
            "version does not match, expected=" + matches.version(), location, current)
        : new ConditionNotMetException("file exists, expected=absent", location, current);
  }

  private Version replace(FileName name, Location location, Sender sender)
      throws DurabilityException {
    for (int overtaken = 0; overtaken < OVERTAKEN_MAX; overtaken++) {
      PutOutcome outcome = answers.await(sender.send(current(name, location)), location);
      if (outcome.won()) {
        return new Version(outcome.object().map(ObjectInfo::version).orElseThrow());
      }
      if (outcome.doubtful()) {
        throw doubtful(location);
      }
    }
    throw new UnavailableException(
        "others replaced the file " + OVERTAKEN_MAX + " times meanwhile", location);
  }

  private PutCondition current(FileName name, Location location) throws DurabilityException {
    if (!calls.store.traits().matchConditions()) {
      return new PutCondition.None();
    }
    Optional<ObjectInfo> found = answers.await(calls.head(Keys.whole(name)), location);
    return found.isPresent()
        ? new PutCondition.Matches(found.get().version())
        : new PutCondition.Absent();
  }

  /** An answer was lost, and by now another object is there: ours may have been, before it. */
  private static UnavailableException doubtful(Location location) {
    return new UnavailableException(
        "whether the file was written is unknown: an answer was lost, and another writer has"
            + " written it since",
        location);
  }
}
