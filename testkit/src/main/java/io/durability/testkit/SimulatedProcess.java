package io.durability.testkit;

import io.durability.storage.Clockwork;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A process in a {@link Simulation}: its threads, timers and answers stop together while it is
 * frozen, and never go on once it is killed. It is also the {@link Clockwork} of what runs in it.
 *
 * <p>Threads: those of the world, in turns.
 */
public final class SimulatedProcess implements Clockwork {

  private final Simulation world;
  private final String name;
  private RandomGenerator entropy;

  /** What its threads have to do besides, while they wait. */
  final Deque<Runnable> turns = new ArrayDeque<>();

  private boolean killed;
  private long frozenUntil;

  SimulatedProcess(Simulation world, String name, SplittableRandom entropy) {
    this.world = world;
    this.name = name;
    this.entropy = entropy;
  }

  /** Returns the world. */
  public Simulation world() {
    return world;
  }

  /** Runs something in a thread of this process; the future tells how it ended. */
  public <T> CompletableFuture<T> run(Callable<T> body) {
    CompletableFuture<T> result = new CompletableFuture<>();
    new SimulatedThread(
            this,
            () -> {
              try {
                result.complete(body.call());
              } catch (Simulation.Killed e) {
                throw e;
              } catch (Exception | Error e) { // The top of a thread.
                result.completeExceptionally(e);
              }
            })
        .start();
    return result;
  }

  /** A thread that joins the turns when it is started. */
  private static final class SimulatedThread extends Thread {
    private final SimulatedProcess process;
    private final Runnable body;
    private @Nullable SimulatedActor actor;

    SimulatedThread(SimulatedProcess process, Runnable body) {
      super(process.name);
      this.process = process;
      this.body = body;
      setDaemon(true);
    }

    @Override
    public void start() {
      if (actor == null) {
        actor = process.world.start(process, this);
      } else {
        super.start();
      }
    }

    @Override
    public void run() {
      if (actor != null) {
        process.world.live(actor, body);
      }
    }
  }

  /** Stops the process until a time has passed. */
  public void freeze(long nanos) {
    frozenUntil = Math.max(frozenUntil, world.nanoTime() + nanos);
    // Somebody must look whether its threads can go on.
    world.schedule(frozenUntil - world.nanoTime(), () -> {});
  }

  /** Ends the process where it stands. Requests that are under way may still take effect. */
  public void kill() {
    killed = true;
    if (world.currentActor().process == this) {
      throw new Simulation.Killed();
    }
  }

  /** Tells whether the process was killed. */
  public boolean isKilled() {
    return killed;
  }

  long frozenUntil() {
    return frozenUntil;
  }

  /** Replaces the source of chance: a clone repeats what its original does. */
  public SimulatedProcess entropy(RandomGenerator source) {
    entropy = source;
    return this;
  }

  @Override
  public long nanoTime() {
    return world.nanoTime();
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    Runnable cancel = world.schedule(this, delayNanos, () -> world.turn(this, task));
    return cancel::run;
  }

  @Override
  public void await(CompletableFuture<?> future) {
    world.await(future);
  }

  @Override
  public RandomGenerator entropy() {
    return entropy;
  }

  @Override
  public String toString() {
    return name;
  }
}
