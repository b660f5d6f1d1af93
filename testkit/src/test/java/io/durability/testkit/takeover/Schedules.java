package io.durability.testkit.takeover;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Runs of the model: by chance, or one after the other through all of a bound. */
final class Schedules {

  private static final int STEPS_MAX = 400;
  private static final String[] PLANS = {
    "a", "aa", "aaa", "ap", "aap", "apap", "ara", "arap", "aaraap", "apapap", "aaaap", "arararap"
  };

  private Schedules() {}

  /** Says which of some possibilities comes next. */
  @FunctionalInterface
  interface Choice {
    int next(int count);
  }

  /** Runs one schedule by chance; returns what went wrong, or null. */
  static @Nullable String random(long seed, Set<Rule> without) {
    SplittableRandom chance = new SplittableRandom(seed);
    TakeoverModel model = new TakeoverModel(without);
    int writers = 2 + chance.nextInt(5);
    int kept = 1 + chance.nextInt(2);
    boolean publishes = chance.nextInt(4) > 0;
    for (int i = 0; i < writers; i++) {
      String plan = PLANS[chance.nextInt(PLANS.length)];
      int window = List.of(1, 3, 6).get(chance.nextInt(3));
      model.writer(window, chance.nextInt(4) == 0, kept, publishes ? plan : plan.replace('p', 'r'));
    }
    boolean clones = chance.nextInt(4) == 0;
    // From writers that run through in turn to a mixture of all their steps.
    int stay = 1 + chance.nextInt(30);
    int losses = chance.nextInt(4);
    int sleeping = chance.nextInt(3) == 0 ? chance.nextInt(writers) : -1;
    int wake = 20 + chance.nextInt(120);
    ModelWriter current = model.writers.get(0);
    for (int step = 0; step < STEPS_MAX && model.violation() == null; step++) {
      if (chance.nextInt(stay) == 0 || !canGoOn(model, current)) {
        current = pick(model, chance, step < wake ? sleeping : -1);
        if (current == null) {
          break;
        }
      }
      if (clones && chance.nextInt(20) == 0 && (!publishes || current.isBeforeFirstWrite())) {
        clones = false;
        model.cloneOf(current);
      }
      losses -= act(model, current, chance, losses) ? 1 : 0;
      if (chance.nextInt(16) == 0) {
        model.check();
      }
    }
    landTheRest(model, chance);
    return model.violation();
  }

  private static void landTheRest(TakeoverModel model, SplittableRandom chance) {
    model.check();
    List<Request> rest = new ArrayList<>(model.network);
    while (!rest.isEmpty()) {
      Request request = rest.remove(chance.nextInt(rest.size()));
      if (!request.landed && chance.nextBoolean()) {
        model.land(request);
      }
    }
    model.check();
  }

  private static boolean canGoOn(TakeoverModel model, ModelWriter writer) {
    if (writer.canStep()) {
      return true;
    }
    for (Request request : model.network) {
      if (request.from == writer) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable ModelWriter pick(
      TakeoverModel model, SplittableRandom chance, int sleeping) {
    ModelWriter chosen = null;
    int count = 0;
    for (int i = 0; i < model.writers.size(); i++) {
      ModelWriter writer = model.writers.get(i);
      if (i != sleeping && canGoOn(model, writer)) {
        count++;
        if (count == 1 || chance.nextInt(count) == 0) {
          chosen = writer;
        }
      }
    }
    return chosen;
  }

  /** Does one thing that is possible for a writer; returns whether an answer was lost. */
  private static boolean act(
      TakeoverModel model, ModelWriter writer, SplittableRandom chance, int losses) {
    int requests = 0;
    for (Request request : model.network) {
      requests += request.from == writer ? 1 : 0;
    }
    int chosen = chance.nextInt(requests + (writer.canStep() ? 1 : 0));
    if (chosen == requests) {
      writer.step();
      return false;
    }
    Request request = null;
    for (Request each : model.network) {
      if (each.from == writer && chosen-- == 0) {
        request = each;
        break;
      }
    }
    if (request == null) {
      throw new IllegalStateException("no such request");
    }
    if (request.awaited && losses > 0 && chance.nextInt(6) == 0) {
      model.lose(request);
      return true;
    }
    if (request.landed) {
      model.answer(request);
    } else {
      model.land(request);
    }
    return false;
  }

  /** What was found in a bound. */
  record Exhausted(long schedules, boolean complete, @Nullable String violation) {}

  /**
   * Goes through every schedule of some writers in which at most so many times another writer goes
   * on than the one before, and so many answers are lost.
   */
  static Exhausted all(
      Set<Rule> without, int switches, int losses, long schedulesMax, String... plans) {
    List<int[]> path = new ArrayList<>();
    long schedules = 0;
    while (schedules < schedulesMax) {
      int[] depth = new int[1];
      Choice choice =
          count -> {
            if (depth[0] == path.size()) {
              path.add(new int[] {0, count});
            }
            return path.get(depth[0]++)[0];
          };
      String violation = bounded(without, switches, losses, choice, plans);
      schedules++;
      if (violation != null) {
        return new Exhausted(schedules, false, violation);
      }
      while (!path.isEmpty() && ++path.get(path.size() - 1)[0] == path.get(path.size() - 1)[1]) {
        path.remove(path.size() - 1);
      }
      if (path.isEmpty()) {
        return new Exhausted(schedules, true, null);
      }
    }
    return new Exhausted(schedules, false, null);
  }

  private static @Nullable String bounded(
      Set<Rule> without, int switches, int losses, Choice choice, String... plans) {
    TakeoverModel model = new TakeoverModel(without);
    for (String plan : plans) {
      model.writer(2, false, 1, plan);
    }
    ModelWriter current = model.writers.get(0);
    int switchesLeft = switches;
    int lossesLeft = losses;
    while (model.violation() == null) {
      List<Runnable> possible = new ArrayList<>();
      ModelWriter now = current;
      possibilities(model, now, lossesLeft, possible);
      int own = possible.size();
      List<ModelWriter> others = new ArrayList<>();
      if (switchesLeft > 0 || own == 0) {
        for (ModelWriter other : model.writers) {
          if (other != now && canGoOn(model, other)) {
            others.add(other);
          }
        }
      }
      int count = own + others.size();
      if (count == 0) {
        break;
      }
      int chosen = count == 1 ? 0 : choice.next(count);
      if (chosen < own) {
        possible.get(chosen).run();
        lossesLeft -= possible.get(chosen) instanceof Loss ? 1 : 0;
      } else {
        current = others.get(chosen - own);
        switchesLeft -= own == 0 ? 0 : 1;
      }
    }
    model.check();
    return model.violation();
  }

  /** A request that is given up on. */
  private record Loss(TakeoverModel model, Request request) implements Runnable {
    @Override
    public void run() {
      model.lose(request);
    }
  }

  private static void possibilities(
      TakeoverModel model, ModelWriter writer, int losses, List<Runnable> possible) {
    if (writer.canStep()) {
      possible.add(writer::step);
    }
    boolean deleting = false;
    for (Request request : List.copyOf(model.network)) {
      // Deletions come in one order here: all orders would be all there is to see.
      if (request.from == writer && (request.awaited || !deleting)) {
        deleting |= !request.awaited;
        // The effect and its answer are one here: that an answer is late is what a loss is for.
        possible.add(
            () -> {
              model.land(request);
              if (request.awaited) {
                model.answer(request);
              }
            });
        if (request.awaited && losses > 0) {
          possible.add(new Loss(model, request));
        }
      }
    }
  }
}
