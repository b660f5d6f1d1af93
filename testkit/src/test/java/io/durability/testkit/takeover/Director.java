package io.durability.testkit.takeover;

import io.durability.testkit.takeover.ModelWriter.Phase;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Leads writers of the model through a schedule that somebody thought of. */
final class Director {

  private static final int STEPS_MAX = 1_000;

  final TakeoverModel model;

  Director(Set<Rule> without) {
    model = new TakeoverModel(without);
  }

  ModelWriter writer(String plan) {
    return model.writer(3, false, 1, plan);
  }

  ModelWriter lazy(String plan) {
    return model.writer(3, true, 1, plan);
  }

  /** Lets a writer go on until it comes to a phase; its requests are answered as they are sent. */
  void to(Phase phase, ModelWriter writer) {
    for (int i = 0; i < STEPS_MAX && writer.phase != phase && !writer.isOver(); i++) {
      goOn(writer);
    }
  }

  /** Lets a writer go on to its end. */
  void finish(ModelWriter writer) {
    for (int i = 0;
        i < STEPS_MAX && (!writer.isOver() || pending(writer, r -> true) != null);
        i++) {
      goOn(writer);
    }
  }

  private void goOn(ModelWriter writer) {
    Request request = pending(writer, r -> true);
    if (request == null) {
      if (writer.canStep()) {
        writer.step();
      }
    } else {
      deliver(request);
    }
  }

  /** One step, of which the requests stay under way. */
  void step(ModelWriter writer) {
    if (writer.canStep()) {
      writer.step();
    }
  }

  /** Has a request take effect, and be answered. */
  void deliver(@Nullable Request request) {
    if (request != null) {
      if (!request.landed) {
        model.land(request);
      }
      if (request.awaited) {
        model.answer(request);
      }
    }
  }

  /** Returns the first request of a writer of which something is true. */
  @Nullable Request pending(ModelWriter writer, Predicate<Request> which) {
    for (Request request : model.network) {
      if (request.from == writer && which.test(request)) {
        return request;
      }
    }
    return null;
  }

  /** Takes a chunk away, as no store should. */
  void damage(int segment, int index) {
    model.store.chunks[segment][index] = null;
    model.store.damaged = true;
  }

  @Nullable String outcome() {
    model.check();
    return model.violation();
  }
}
