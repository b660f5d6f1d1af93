package io.durability;

import io.durability.Tally.Tick;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import io.durability.testkit.FaultDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/** A directory in memory that can fail, and states in it. */
abstract class StateFixture {

  static final Duration PATIENCE = Duration.ofSeconds(30);

  static final LogOptions SMALL =
      LogOptions.builder()
          .segmentBytes(4096)
          .checkpointsKept(1)
          .idleWatermark(Duration.ZERO)
          .build();

  final MemoryDirectory memory = new MemoryDirectory();
  final FaultDirectory directory = new FaultDirectory(memory);
  final Told told = new Told();

  /** What a listener was told. */
  static final class Told implements PublishListener {
    final List<PublishResult> published = new ArrayList<>();
    final List<Exception> failed = new ArrayList<>();

    @Override
    public synchronized void published(PublishResult result) {
      published.add(result);
    }

    @Override
    public synchronized void failed(Exception failure) {
      failed.add(failure);
    }
  }

  DurableStateBuilder<Tally, Tick> builder() {
    return builder(directory);
  }

  DurableStateBuilder<Tally, Tick> builder(Directory place) {
    return DurableState.<Tally, Tick>builder(place)
        .initial(Tally::new)
        .apply(Tally::apply)
        .stateCodec(Tally.CODEC)
        .entryCodec(Tally.TICKS)
        .options(SMALL)
        .onPublish(told);
  }

  /** Submits the next so many ticks of a submitter, and waits for all of them. */
  static void ticks(DurableState<Tally, Tick> state, int submitter, long from, long to)
      throws IOException {
    for (long number = from; number < to; number++) {
      var unused = state.submit(new Tick(submitter, number));
    }
    state.submitDurable(new Tick(submitter, to));
  }

  static long count(DurableState<Tally, Tick> state) throws IOException {
    return state.read(Tally::count);
  }

  /** Starts a thread that ends with the test at the latest. */
  static <T> FutureTask<T> start(FutureTask<T> task) {
    Thread thread = new Thread(task, "state-test");
    thread.setDaemon(true);
    thread.start();
    return task;
  }
}
