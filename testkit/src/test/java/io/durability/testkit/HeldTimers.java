package io.durability.testkit;

import io.durability.storage.Clockwork;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** The machine's clockwork, but timers go off only when a test says so. */
final class HeldTimers implements Clockwork {

  private final Clockwork machine = Clockwork.system();
  private final List<Held> held = new ArrayList<>();

  private record Held(Runnable task, long delayNanos) {}

  /** Lets all timers go off that were set for less than a time. */
  void fireBelow(long nanos) {
    List<Held> due;
    synchronized (held) {
      due = held.stream().filter(timer -> timer.delayNanos < nanos).toList();
      held.removeAll(due);
    }
    due.forEach(timer -> timer.task.run());
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    Held timer = new Held(task, delayNanos);
    synchronized (held) {
      held.add(timer);
    }
    return () -> {
      synchronized (held) {
        held.remove(timer);
      }
    };
  }

  @Override
  public long nanoTime() {
    return machine.nanoTime();
  }

  @Override
  public void await(CompletableFuture<?> future) {
    machine.await(future);
  }

  @Override
  public RandomGenerator entropy() {
    return machine.entropy();
  }
}
