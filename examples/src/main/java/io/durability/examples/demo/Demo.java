package io.durability.examples.demo;

import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.Survives;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the rounds: in each, a child process writes the ledger, is killed at a random moment, and
 * what it had acknowledged must be there. The next child goes on with the same ledger.
 */
public final class Demo {

  /** How long a publish is taken to last before one was seen. */
  private static final long PUBLISH_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

  private final DemoSettings settings;
  private final DemoListener listener;

  private Demo(DemoSettings settings, DemoListener listener) {
    this.settings = settings;
    this.listener = listener;
  }

  /**
   * Returns a demo that can be run.
   *
   * @param listener is told how it goes
   * @throws IllegalArgumentException if the URI is malformed
   * @throws DemoException if the directory is not empty, or does not outlive a process
   * @throws IOException if the directory cannot be opened
   */
  public static Demo open(DemoSettings settings, DemoListener listener) throws IOException {
    try (Directory directory = Directories.open(settings.uri(), settings.options())) {
      check(directory);
    }
    return new Demo(settings, listener);
  }

  /**
   * Runs all rounds, or up to the first that fails, and leaves the log as it is then.
   *
   * @throws DemoException if a child ended by itself
   * @throws IOException if a child cannot be started
   */
  public DemoResult run() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    List<RoundResult> results = new ArrayList<>();
    Promised promised = new Promised();
    @Nullable ChildProcess next = ChildProcess.start(settings, 1);
    try {
      for (int number = 1; next != null; number++) {
        try (ChildProcess child = next) {
          next = number < settings.rounds() ? ChildProcess.start(settings, number + 1) : null;
          Round round = new Round(settings, number, promised, begun);
          RoundResult result = round.run(child, publishNanos(results), listener);
          results.add(result);
          listener.roundEnded(result);
          if (!result.verdict().holds()) {
            break;
          }
        }
      }
    } finally {
      if (next != null) {
        next.close();
      }
    }
    return new DemoResult(
        settings, results, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
  }

  private static void check(Directory directory) throws IOException {
    if (directory.traits().survives().compareTo(Survives.PROCESS) < 0) {
      throw new DemoException(
          "what is in this directory does not outlive a process [directory=" + directory + "]");
    }
    List<FileInfo> files = directory.list("");
    if (!files.isEmpty()) {
      throw new DemoException(
          "the demo needs an empty directory [directory="
              + directory
              + ", found="
              + files.get(0).name()
              + (files.size() > 1 ? " and " + (files.size() - 1) + " more" : "")
              + "]");
    }
  }

  /** Returns what a publish usually takes: the median, since the first of a child is slow. */
  private static long publishNanos(List<RoundResult> results) {
    long[] micros =
        results.stream()
            .flatMap(result -> result.publishes().stream())
            .filter(publish -> !publish.killed())
            .mapToLong(publish -> publish.endedMicros() - publish.begunMicros())
            .sorted()
            .toArray();
    return micros.length == 0
        ? PUBLISH_NANOS
        : TimeUnit.MICROSECONDS.toNanos(micros[micros.length / 2]);
  }
}
