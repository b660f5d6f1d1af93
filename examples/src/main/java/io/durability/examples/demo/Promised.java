package io.durability.examples.demo;

import io.durability.examples.ledger.Transfer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What all children so far have acknowledged: what recovery has to give back. Transfers that were
 * checked once and lie before the checkpoints that are kept are forgotten; the ledger in those
 * speaks for them.
 */
final class Promised {

  private final NavigableMap<Long, Promise> open = new TreeMap<>();
  private final NavigableSet<Long> markers = new TreeSet<>();
  private long checkpoint;
  private long checkpointBefore;
  private long lastId;
  private long count;
  private int unfinished;

  /** Adds what a child that is now dead has said. */
  void add(Heard heard) {
    for (Promise promise : heard.promises()) {
      open.put(promise.id(), promise);
      count++;
    }
    for (Heard.Publish publish : heard.publishes()) {
      if (publish.ended()) {
        published(publish.lastId());
        markers.add(publish.markerId());
        unfinished = 0;
      } else {
        unfinished++;
      }
    }
  }

  /** Adds what a good check found beyond what the children could say before they died. */
  void confirm(Findings findings, Collection<Long> markersFound) {
    if (findings.checkpointLastId() > checkpoint) {
      published(findings.checkpointLastId());
    }
    markers.addAll(markersFound);
    lastId = findings.lastId();
    open.headMap(findings.fromId(), false).clear();
  }

  private void published(long checkpointLastId) {
    checkpointBefore = checkpoint;
    checkpoint = checkpointLastId;
  }

  /** Returns the transfers to look for, by id. */
  Collection<Promise> open() {
    return open.values();
  }

  /** Returns the last id that the newest published checkpoint covers, 0 if there is none. */
  long checkpoint() {
    return checkpoint;
  }

  /**
   * Returns how many publishes began and did not end after the last one that did: each may have
   * committed a checkpoint, and only a publish that ends deletes those that are then too many.
   */
  int unfinishedPublishes() {
    return unfinished;
  }

  /** Returns the last id that was recovered after the previous round. */
  long lastId() {
    return lastId;
  }

  /** Returns how many transfers were acknowledged in all. */
  long count() {
    return count;
  }

  /** Returns the ids of the markers known of, which no entry has. */
  NavigableSet<Long> markers() {
    return markers;
  }

  /**
   * Returns the id from which on every entry must still be there, if this is the newest committed
   * checkpoint: two are kept, and the log after the older one.
   */
  long retainedFrom(long checkpointLastId) {
    return 1 + (checkpointLastId > checkpoint ? checkpoint : checkpointBefore);
  }

  /** Returns which of them these findings do not have, in the order of their ids. */
  List<Promise> missing(Findings findings) {
    List<Promise> missing = new ArrayList<>();
    SortedMap<Long, Transfer> entries = findings.entries();
    for (Promise promise : open.values()) {
      Transfer found = entries.get(promise.id());
      boolean there =
          promise.id() < findings.fromId()
              ? promise.number() <= findings.ledger().lastNumber(promise.origin())
              : found != null
                  && found.origin().equals(promise.origin())
                  && found.number() == promise.number();
      if (!there) {
        missing.add(promise);
      }
    }
    return missing;
  }
}
