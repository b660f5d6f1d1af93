package io.durability.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A world with a time of its own, in which real code runs the same way every time. What happens in
 * it happens at an instant, in an order that the seed fixes; time passes only while everybody
 * waits.
 *
 * <p>Code runs in threads of {@link SimulatedProcess}es, of which one runs at a time: the others
 * wait, for something that they name. When the one that runs waits as well, it goes through what is
 * due next, and hands over to whoever can go on. So there is no race, and no thread of the machine
 * decides anything. The thread that made the world takes part like the others.
 *
 * <p>Threads: those of the world, in turns. Others may schedule, and may await one at a time.
 */
@SuppressWarnings("ReferenceEquality") // Waits and actors are who they are, not what they are like.
public final class Simulation {

  private final ReentrantLock lock = new ReentrantLock();
  private final SplittableRandom chance;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.<Event>comparingLong(e -> e.at).thenComparingLong(e -> e.number));
  private final List<Wait> waits = new ArrayList<>();
  private final Map<Thread, SimulatedActor> actors = new ConcurrentHashMap<>();
  private long now;
  private long number;
  private @Nullable Throwable failure;

  /** Makes a world at time 0. */
  public Simulation(long seed) {
    chance = new SplittableRandom(seed);
  }

  /** Ends a thread of a process that was killed; nobody else catches it. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("process was killed", null, false, false);
    }
  }

  /** Something that happens at a time. */
  private static final class Event {
    final long number;
    final @Nullable SimulatedProcess process;
    long at;
    @Nullable Runnable task;

    Event(long at, long number, @Nullable SimulatedProcess process, Runnable task) {
      this.at = at;
      this.number = number;
      this.process = process;
      this.task = task;
    }
  }

  /** What an actor waits for. */
  record Wait(SimulatedActor actor, BooleanSupplier ready) {}

  /** Makes a process of this world. */
  public SimulatedProcess process(String name) {
    return new SimulatedProcess(this, name, split());
  }

  /** Returns a source of chance of its own, which follows from the seed. */
  public SplittableRandom split() {
    lock.lock();
    try {
      return chance.split();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the time in nanoseconds since the world began. */
  public long nanoTime() {
    lock.lock();
    try {
      return now;
    } finally {
      lock.unlock();
    }
  }

  /** Has something happen after a time, to nobody in particular: a request that is on its way. */
  public void schedule(long delayNanos, Runnable task) {
    schedule(null, delayNanos, task);
  }

  /** Has something happen to a process; it does not if the process is killed before. */
  Runnable schedule(@Nullable SimulatedProcess process, long delayNanos, Runnable task) {
    lock.lock();
    try {
      Event event = new Event(now + Math.max(0, delayNanos), ++number, process, task);
      events.add(event);
      return () -> cancel(event);
    } finally {
      lock.unlock();
    }
  }

  private void cancel(Event event) {
    lock.lock();
    try {
      // Left in the queue, or time would pass differently with a linear search on top.
      event.task = null;
    } finally {
      lock.unlock();
    }
  }

  /** Lets time pass until a future is done. */
  public void await(CompletableFuture<?> future) {
    await(future::isDone);
  }

  /** Lets time pass for the thread that calls. */
  public void sleep(long nanos) {
    long until = nanoTime() + nanos;
    schedule(nanos, () -> {});
    await(() -> nanoTime() >= until);
  }

  /**
   * Lets time pass until something is true.
   *
   * @throws IllegalStateException if nothing is left that could make it so
   */
  public void await(BooleanSupplier ready) {
    SimulatedActor self = currentActor();
    if (self.isKilled()) {
      throw new Killed();
    }
    while (!ready.getAsBoolean() || self.isFrozen(now)) {
      Runnable turn = self.nextTurn(now);
      if (turn != null) {
        run(turn);
        if (self.isKilled()) {
          throw new Killed();
        }
      } else {
        comeBack(self, new Wait(self, ready));
      }
    }
  }

  /** Lets others go on until this one can. */
  private void comeBack(SimulatedActor self, Wait wait) {
    waits.add(wait);
    self.stack.push(wait);
    try {
      if (!goOn(wait)) {
        self.take();
      }
    } finally {
      self.stack.pop();
    }
    if (self.isKilled()) {
      throw new Killed();
    }
    rethrow(self);
  }

  /** Starts a thread of a process; it runs when the others wait. */
  SimulatedActor start(SimulatedProcess process, Thread thread) {
    SimulatedActor actor = new SimulatedActor();
    actor.process = process;
    actors.put(thread, actor);
    actor.start = thread::start;
    Wait wait = new Wait(actor, () -> true);
    actor.stack.push(wait);
    waits.add(wait);
    return actor;
  }

  /** What a thread of a process does from its beginning to its end. */
  void live(SimulatedActor actor, Runnable body) {
    actor.take();
    actor.stack.pop();
    try {
      if (!actor.isKilled()) {
        body.run();
      }
    } catch (Killed e) {
      // As it should be.
      assert actor.isKilled();
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      actors.remove(Thread.currentThread());
      goOn(null);
    }
  }

  SimulatedActor currentActor() {
    return actors.computeIfAbsent(Thread.currentThread(), outside -> new SimulatedActor());
  }

  /**
   * Has a thread of a process do something, because it may wait: one that waits does it meanwhile.
   * Where there is none, whoever goes through what is due does it.
   */
  void turn(SimulatedProcess process, Runnable task) {
    boolean waiting = waits.stream().anyMatch(wait -> wait.actor.process == process);
    if (waiting && currentActor().process != process) {
      process.turns.add(task);
    } else {
      run(task);
    }
  }

  /**
   * Goes through what is due until somebody can go on, and hands over to it.
   *
   * @param self the wait of this thread, or null if it is about to end
   * @return whether it is this thread that can go on
   */
  private boolean goOn(@Nullable Wait self) {
    while (true) {
      Wait next = next();
      if (next == null) {
        Runnable task = due();
        if (task != null) {
          run(task);
          continue;
        }
        next = stuck();
        if (next == null) {
          return false;
        }
      }
      waits.remove(next);
      if (next == self) {
        return true;
      }
      SimulatedActor actor = next.actor;
      if (actor.start != null) {
        Runnable start = actor.start;
        actor.start = null;
        start.run();
      }
      actor.give();
      return false;
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Killed e) {
      // What was due was the end of the process whose thread this is; its wait ends next.
      assert currentActor().isKilled();
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  /** Returns one of those who can go on; which, is left to chance. */
  private @Nullable Wait next() {
    Wait chosen = null;
    int count = 0;
    for (Wait wait : waits) {
      if (wait.actor.stack.peek() == wait && canGoOn(wait)) {
        count++;
        if (count == 1 || chance.nextInt(count) == 0) {
          chosen = wait;
        }
      }
    }
    return chosen;
  }

  private boolean canGoOn(Wait wait) {
    if (failure != null && wait.actor.process == null) {
      return true;
    }
    return wait.actor.isKilled()
        || (!wait.actor.isFrozen(now) && (wait.ready.getAsBoolean() || wait.actor.hasTurns()));
  }

  /** Lets time pass to what happens next, and returns it. */
  private @Nullable Runnable due() {
    lock.lock();
    try {
      while (true) {
        Event event = events.poll();
        if (event == null) {
          return null;
        }
        if (event.task == null || (event.process != null && event.process.isKilled())) {
          continue;
        }
        if (event.process != null && event.process.frozenUntil() > event.at) {
          event.at = event.process.frozenUntil();
          events.add(event);
          continue;
        }
        now = Math.max(now, event.at);
        return event.task;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing will happen any more: whoever stands outside of all processes is told. */
  private @Nullable Wait stuck() {
    for (Wait wait : waits) {
      if (wait.actor.process == null && wait.actor.stack.peek() == wait) {
        fail(new IllegalStateException("nothing is left to happen, " + waits.size() + " wait"));
        return wait;
      }
    }
    return null;
  }

  private void fail(Throwable thrown) {
    if (failure == null) {
      failure = thrown;
    } else if (failure != thrown) {
      failure.addSuppressed(thrown);
    }
  }

  /** A failure inside of the world ends the test, in whose thread it is thrown. */
  private void rethrow(SimulatedActor self) {
    if (failure != null && self.process == null) {
      Throwable thrown = failure;
      failure = null;
      throw new IllegalStateException("in the simulation: " + thrown, thrown);
    }
  }
}
