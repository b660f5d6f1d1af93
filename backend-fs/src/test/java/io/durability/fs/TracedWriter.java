package io.durability.fs;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.PublishResult;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.Recovery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process whose system calls are tampered with. It appends and publishes in one thread, prints
 * what it is told, goes on after failures as a stubborn caller would, and ends without closing.
 */
final class TracedWriter {

  static final int ENTRIES = 12;

  private TracedWriter() {}

  static Recovery<StringBuilder, String> recovery(FsDirectory directory) {
    return Recovery.of(
        directory,
        new TextState(),
        Codecs.utf8(),
        StringBuilder::new,
        (state, id, entry) -> state.append(entry).append('\n'));
  }

  /**
   * Runs the writer.
   *
   * @param arguments the root, and after how many entries it publishes, 0 for never
   */
  public static void main(String[] arguments) throws IOException {
    int publishEvery = Integer.parseInt(arguments[1]);
    // A thread that acts by time would count system calls of its own.
    LogOptions options =
        LogOptions.builder().checkpointsKept(1).idleWatermark(Duration.ZERO).build();
    Recovered<StringBuilder, String> recovered =
        recovery(FsDirectory.open(Path.of(arguments[0]))).latest();
    Log<String> log = recovered.claim(options);
    StringBuilder state = recovered.state();
    System.out.println("open");
    for (int i = 1; i <= ENTRIES; i++) {
      String entry = "entry-" + i;
      try {
        long id = log.appendDurable(entry);
        state.append(entry).append('\n');
        System.out.println("acked " + entry);
        if (publishEvery > 0 && i % publishEvery == 0) {
          publish(log, state, id);
        }
      } catch (IOException e) {
        System.out.println("failed " + e.getClass().getSimpleName());
      }
    }
    System.out.println("end");
    Runtime.getRuntime().halt(0);
  }

  private static void publish(Log<String> log, StringBuilder state, long id) {
    try {
      PublishResult result = Publisher.of(new TextState()).publish(log, state, id);
      System.out.println(
          result.deletionFailure().isEmpty() ? "published" : "published-not-deleted");
    } catch (IOException e) {
      System.out.println("publish-failed " + e.getClass().getSimpleName());
    }
  }
}
