package io.durability.examples.demo;

import io.durability.examples.ledger.Bank;
import io.durability.examples.ledger.Ledger;
import io.durability.examples.ledger.Origin;
import io.durability.examples.ledger.Transfer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Compares what is there after a kill with what was promised before it. */
final class Judge {

  private static final int VIOLATIONS_MAX = 10;

  /** As the options of a log have it unless told otherwise. */
  private static final int CHECKPOINTS_KEPT = 2;

  private final Promised promised;
  private final Findings findings;
  private final OptionalLong unfinished;
  private final List<String> violations = new ArrayList<>();
  private final List<Long> markersFound = new ArrayList<>();

  /**
   * Takes both sides, and the last id of the publish inside which the child was killed, if it was:
   * then, and only then, a marker or a checkpoint may be there of which the child could not say so.
   */
  Judge(Promised promised, Findings findings, OptionalLong unfinished) {
    this.promised = promised;
    this.findings = findings;
    this.unfinished = unfinished;
  }

  /** Returns the verdict. */
  Verdict judge() {
    checkIds();
    checkOnce();
    checkMoney();
    checkProgress();
    return new Verdict(
        Lost.of(promised.missing(findings)),
        violations.subList(0, Math.min(VIOLATIONS_MAX, violations.size())));
  }

  /** Returns the ids of markers that nobody had told of, after {@link #judge}. */
  List<Long> markersFound() {
    return markersFound;
  }

  /** Every id has an entry or a marker, up to the last one, and the ledger has each entry. */
  private void checkIds() {
    long expected = findings.fromId();
    for (long id : findings.entries().keySet()) {
      absent(expected, id);
      expected = id + 1;
    }
    absent(expected, findings.lastId() + 1);
    if (expected > findings.lastId() + 1) {
      broken("an entry was read behind the end of recovery", findings.lastId(), expected - 1);
    }
    if (markersFound.size() > (unfinished.isPresent() ? 1 : 0)) {
      violations.add("no entry and no known marker has the ids " + markersFound);
    }
    long markers = promised.markers().headSet(findings.lastId(), true).size();
    markers += markersFound.size();
    if (findings.ledger().applied() != findings.lastId() - markers) {
      broken("transfers applied", findings.lastId() - markers, findings.ledger().applied());
    }
  }

  private void absent(long from, long to) {
    for (long id = from; id < to; id++) {
      if (!promised.markers().contains(id)) {
        markersFound.add(id);
      }
    }
  }

  /** No transfer is in the log twice, and the ledger ends with the last one of each origin. */
  private void checkOnce() {
    Map<Origin, Long> last = new HashMap<>();
    for (Map.Entry<Long, Transfer> entry : findings.entries().entrySet()) {
      Transfer transfer = entry.getValue();
      Long before = last.put(transfer.origin(), transfer.number());
      if (before != null && transfer.number() != before + 1) {
        violations.add(
            "entry "
                + entry.getKey()
                + " is transfer "
                + transfer.name()
                + ", but the last one of its origin was number "
                + before);
      }
    }
    last.forEach(
        (origin, number) -> {
          long applied = findings.ledger().lastNumber(origin);
          if (applied != number) {
            broken("last transfer of " + origin + " in the ledger", number, applied);
          }
        });
  }

  private void checkMoney() {
    Ledger ledger = findings.ledger();
    long expected = Bank.ACCOUNTS * Bank.OPENING_BALANCE;
    if (ledger.total() != expected) {
      broken("sum of all balances", expected, ledger.total());
    }
    if (ledger.balance(Ledger.IN_TRANSIT) != 0) {
      broken("money in transit: a part of a batch is missing", 0, ledger.balance(0));
    }
  }

  /** Nothing that was recovered, or published, before is gone. */
  private void checkProgress() {
    if (findings.lastId() < promised.lastId()) {
      broken("last id, not below the one recovered before", promised.lastId(), findings.lastId());
    }
    long checkpoint = findings.checkpointLastId();
    boolean justCommitted = unfinished.isPresent() && checkpoint == unfinished.getAsLong();
    if (checkpoint != promised.checkpoint() && !justCommitted) {
      broken("last id of the newest checkpoint", promised.checkpoint(), checkpoint);
    }
    int checkpointsMax = CHECKPOINTS_KEPT + promised.unfinishedPublishes();
    if (findings.checkpoints() > checkpointsMax) {
      broken("checkpoints, at most", checkpointsMax, findings.checkpoints());
    }
    for (long marker : promised.markers().tailSet(findings.lastId(), false)) {
      violations.add("the marker " + marker + " of a finished publish is gone");
    }
  }

  private void broken(String what, long expected, long found) {
    violations.add(what + " [expected=" + expected + ", found=" + found + "]");
  }
}
