package io.durability.fs;

import io.durability.Ack;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.storage.Directory;
import io.durability.testkit.EntryLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A log under load from several threads, with publishes in between. Its state is every entry by id,
 * so that any that is missing can be named.
 *
 * <p>Threads: appends come from its own; one lock covers append and state.
 */
final class LoadedLog {

  private static final long SEGMENT_BYTES = 64 * 4096;

  private final Log<String> log;
  private final SortedMap<Long, String> state;
  private final SortedMap<Long, String> acked = new ConcurrentSkipListMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  private LoadedLog(Log<String> log, SortedMap<Long, String> state) {
    this.log = log;
    this.state = state;
  }

  static LoadedLog open(Directory directory) throws IOException {
    Recovered<SortedMap<Long, String>, String> recovered = EntryLog.recover(directory);
    Log<String> log = recovered.claim(LogOptions.builder().segmentBytes(SEGMENT_BYTES).build());
    return new LoadedLog(log, recovered.state());
  }

  /** Starts to append, from this many threads, and to publish. */
  void start(int appenders, String name) {
    for (int i = 0; i < appenders; i++) {
      String prefix = name + "-" + i + "-";
      run(() -> appendFrom(prefix));
    }
    run(this::publishNowAndThen);
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private void run(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | IllegalStateException e) {
                // The end of the machine, as this process sees it.
                stopped = true;
              } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts here", e);
              }
            });
    threads.add(thread);
    thread.start();
  }

  private void appendFrom(String prefix) throws IOException {
    for (int i = 0; !stopped; i++) {
      String entry = prefix + i;
      Ack ack;
      synchronized (state) {
        ack = log.append(entry);
        state.put(ack.id(), entry);
      }
      long id = ack.await();
      acked.put(id, entry);
    }
  }

  private void publishNowAndThen() throws IOException, InterruptedException {
    long published = 0;
    while (!stopped) {
      SortedMap<Long, String> copy;
      synchronized (state) {
        copy = new TreeMap<>(state);
      }
      if (!copy.isEmpty() && copy.lastKey() > published) {
        log.sync();
        published = copy.lastKey();
        Publisher.of(EntryLog.STATES).publish(log, copy, published);
      }
      Thread.sleep(10);
    }
  }

  /** Returns what has been acknowledged by now. */
  SortedMap<Long, String> acked() {
    return new TreeMap<>(acked);
  }

  /**
   * Waits until nothing is under way any more; what was not acknowledged may or may not be there.
   */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
