package io.durability.it;

import io.durability.Ack;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.errors.SupersededException;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.testkit.host.ChildJvm;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A process that claims a log and appends to it until it is superseded, several entries at a time.
 * It says {@link #ACK} and the entry with its id for each that was acknowledged, and {@code
 * superseded} at its end.
 */
final class WriterProcess {

  static final int SUPERSEDED = 3;

  /** What a line begins with that tells of an acknowledged entry. */
  static final String ACK = "ack ";

  /** Small, so that a truncation finds closed segments. */
  static final long SEGMENT_BYTES = 16 << 10;

  private static final int IN_FLIGHT = 8;

  private WriterProcess() {}

  /** Returns the entry that the n-th append of a writer makes. */
  static String entry(String writer, long number) {
    return writer + "-" + number + "-" + "x".repeat(100);
  }

  /**
   * Runs.
   *
   * @param args URI, what its entries begin with
   */
  public static void main(String[] args) throws IOException {
    LogOptions options = LogOptions.builder().segmentBytes(SEGMENT_BYTES).build();
    try (Directory directory = Directories.open(URI.create(args[0]), ChildJvm.options())) {
      write(Log.open(directory, Codecs.utf8(), options), args[1]);
    } catch (SupersededException e) {
      System.out.println("superseded");
      System.exit(SUPERSEDED);
    }
  }

  /** Writes for ever; the log is not closed, since a superseded one has nothing to flush. */
  private static void write(Log<String> log, String writer) throws IOException {
    System.out.println("claimed");
    record Appended(Ack ack, String entry) {}
    Queue<Appended> underWay = new ArrayDeque<>();
    for (long number = 0; ; number++) {
      String entry = entry(writer, number);
      underWay.add(new Appended(log.append(entry), entry));
      if (underWay.size() >= IN_FLIGHT) {
        Appended oldest = underWay.remove();
        System.out.println(ACK + Lines.line(oldest.ack().await(), oldest.entry()));
      }
    }
  }
}
