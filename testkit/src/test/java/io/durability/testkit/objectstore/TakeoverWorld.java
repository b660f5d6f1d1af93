package io.durability.testkit.objectstore;

import io.durability.errors.DurabilityException;
import io.durability.testkit.ObjectBucket;
import io.durability.testkit.ObjectFault;
import io.durability.testkit.ObjectFaults;
import io.durability.testkit.ObjectTraffic;
import io.durability.testkit.RequestTiming;
import io.durability.testkit.SimulatedObjectStore;
import io.durability.testkit.SimulatedProcess;
import io.durability.testkit.Simulation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * Several writers of one log in one simulated world, in the real code: each may sleep before and
 * after any request, be killed there, and meet every fault.
 */
final class TakeoverWorld {

  private static final long SECOND = 1_000_000_000L;
  private static final Set<ObjectFault> FAULTS =
      EnumSet.complementOf(
          EnumSet.of(ObjectFault.DAMAGED_BODY, ObjectFault.DENIED_403, ObjectFault.SLOW));

  private final Simulation world;
  private final SplittableRandom chance;
  private final ObjectBucket bucket;
  private final ObjectTraffic traffic;
  private final Promises promises = new Promises();
  private final List<String> ends = new ArrayList<>();
  private long sleeps;

  TakeoverWorld(long seed, ObjectTraffic traffic) {
    this.world = new Simulation(seed);
    this.chance = world.split();
    this.bucket = new ObjectBucket(ObjectBucket.TRAITS, 1 + chance.nextInt(20));
    this.traffic = traffic;
  }

  /** Runs it; returns which promises were broken. */
  List<String> run() throws IOException {
    int writers = 2 + chance.nextInt(3);
    List<CompletableFuture<String>> lives = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      lives.add(start("w" + i));
    }
    long until = world.nanoTime() + 3_600 * SECOND;
    world.schedule(3_600 * SECOND, () -> {});
    world.await(
        () -> world.nanoTime() >= until || lives.stream().allMatch(CompletableFuture::isDone));
    for (CompletableFuture<String> life : lives) {
      ends.add(
          life.isDone() ? life.handle((end, e) -> e == null ? end : e.toString()).join() : "?");
      if (life.isCompletedExceptionally()) {
        promises.broken("a writer ended with " + ends.get(ends.size() - 1));
      }
    }
    recover("after");
    // What was given up on has landed by now.
    world.sleep(3_600 * SECOND);
    recover("long after");
    return promises.broken();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Its outcome is passed on.
  private CompletableFuture<String> start(String name) {
    SimulatedProcess process = world.process(name);
    SplittableRandom own = chance.split();
    double share = own.nextInt(3) == 0 ? 0 : own.nextDouble() * 0.15;
    int sleepiness = 20 + own.nextInt(200);
    boolean mortal = own.nextInt(4) == 0;
    SimulatedObjectStore store =
        new SimulatedObjectStore(bucket, process, traffic)
            .timing(RequestTiming.cloud())
            .faults(ObjectFaults.random(own.split(), share, FAULTS))
            .beforeEach(request -> disturb(process, own, sleepiness, mortal))
            .afterEach(request -> disturb(process, own, sleepiness, mortal));
    WriterLife life = new WriterLife(process, store, promises, own.split(), 5 + own.nextInt(20));
    CompletableFuture<String> end = new CompletableFuture<>();
    world.schedule(
        own.nextLong(4 * SECOND),
        () ->
            process
                .run(life::live)
                .whenComplete(
                    (how, failed) -> {
                      if (failed == null) {
                        end.complete(how);
                      } else {
                        end.completeExceptionally(failed);
                      }
                    }));
    return end;
  }

  private void disturb(
      SimulatedProcess process, SplittableRandom own, int sleepiness, boolean mortal) {
    if (process.isKilled() || own.nextInt(sleepiness) != 0) {
      return;
    }
    if (mortal && own.nextInt(3) == 0) {
      process.kill();
    } else {
      sleeps++;
      process.freeze(own.nextInt(4) == 0 ? own.nextLong(120 * SECOND) : own.nextLong(SECOND));
    }
  }

  private void recover(String when) throws IOException {
    SimulatedProcess reader = world.process("reader");
    SimulatedObjectStore store =
        new SimulatedObjectStore(bucket, reader, traffic).timing(RequestTiming.constant(1));
    try {
      promises.check(History.recovery(WriterLife.directory(store, reader)).latest().state());
    } catch (DurabilityException e) {
      promises.broken("recovery " + when + " failed: " + e);
    }
  }

  int acks() {
    return promises.acks();
  }

  long sleeps() {
    return sleeps;
  }

  List<String> ends() {
    return ends;
  }
}
