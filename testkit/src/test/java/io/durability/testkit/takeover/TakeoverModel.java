package io.durability.testkit.takeover;

import io.durability.testkit.takeover.Item.Saved;
import io.durability.testkit.takeover.Request.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writers that take a log over from each other on one store, in any interleaving of their steps,
 * the effects of their requests, and the answers. What was acknowledged, and what a claim has seen,
 * must be in everything that is recovered later.
 */
final class TakeoverModel {

  final ModelStore store = new ModelStore();
  final Set<Rule> without;
  final List<ModelWriter> writers = new ArrayList<>();
  final List<Request> network = new ArrayList<>();
  private final Map<Integer, Saved> saving = new HashMap<>();
  private final List<Integer> promised = new ArrayList<>();
  private long operations;
  private int numbers;
  private @Nullable String violation;

  TakeoverModel(Set<Rule> without) {
    this.without = without;
  }

  ModelWriter writer(int window, boolean lazy, int kept, String plan) {
    ModelWriter writer = new ModelWriter(this, writers.size() + 1, window, lazy, kept, plan);
    writers.add(writer);
    return writer;
  }

  ModelWriter cloneOf(ModelWriter writer) {
    ModelWriter clone = new ModelWriter(writer);
    writers.add(clone);
    return clone;
  }

  long fresh() {
    return ++operations;
  }

  int freshValue() {
    return ++numbers;
  }

  int freshName() {
    return ++numbers;
  }

  void send(Request request) {
    network.add(request);
  }

  void sendSave(Request request, Saved saved) {
    saving.put(saved.name(), saved);
    network.add(request);
  }

  /** A request has its effect. */
  void land(Request request) {
    request.landed = true;
    Item[] segment = store.chunks[request.kind == Request.Kind.SAVE ? 0 : bounded(request)];
    request.created = true;
    switch (request.kind) {
      case PUT -> {
        request.created = segment[request.index] == null;
        if (request.created) {
          segment[request.index] = request.item;
        }
      }
      case OVERWRITE -> segment[request.index] = request.item;
      case DELETE -> segment[request.index] = null;
      case SAVE -> store.checkpoints.put(request.segment, saving.get(request.segment));
      case UNSAVE -> store.checkpoints.remove(request.segment);
      case ADVANCE ->
          store.frontier =
              without.contains(Rule.FRONTIERS_ARE_NUMBERED)
                  ? request.segment
                  : Math.max(store.frontier, request.segment);
    }
    if (!request.awaited) {
      network.remove(request);
    }
  }

  private static int bounded(Request request) {
    return request.kind == Request.Kind.UNSAVE ? 0 : request.segment;
  }

  /** The answer to a request that has had its effect arrives. */
  void answer(Request request) {
    network.remove(request);
    request.from.answer(request, request.created ? Answer.CREATED : Answer.EXISTS);
  }

  /** The sender gives up on a request, which may have had its effect, or have it later. */
  void lose(Request request) {
    request.awaited = false;
    if (request.landed) {
      network.remove(request);
    }
    request.from.answer(request, Answer.UNKNOWN);
  }

  /** An entry is acknowledged. */
  void ack(int id, int value) {
    promise(id, value, "acknowledged");
  }

  /** A claim has these entries and markers. */
  void claimed(List<Integer> values) {
    for (int i = 0; i < values.size(); i++) {
      promise(i + 1, values.get(i), "claimed");
    }
  }

  private void promise(int id, int value, String how) {
    while (promised.size() < id) {
      promised.add(0);
    }
    int before = promised.get(id - 1);
    if (before != 0 && before != value) {
      violation("two values " + how + " for id " + id);
    }
    promised.set(id - 1, value);
  }

  void corruptionReported(String why) {
    if (!store.damaged) {
      violation("a claim reports damage where there is none: " + why);
    }
  }

  /** Recovers and compares with what was promised. */
  void check() {
    ModelStore.Read read = store.recover();
    if (read.failure() != null) {
      if (!store.damaged) {
        violation("recovery fails: " + read.failure());
      }
      return;
    }
    for (int i = 0; i < promised.size(); i++) {
      int value = promised.get(i);
      if (value != 0 && (i >= read.values().size() || read.values().get(i) != value)) {
        violation("entry " + (i + 1) + " was promised and is not recovered");
      }
    }
  }

  private void violation(String what) {
    if (violation == null) {
      violation = what;
    }
  }

  /** Returns what went wrong, or null. */
  @Nullable String violation() {
    return violation;
  }
}
