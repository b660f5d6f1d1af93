package io.durability.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.durability.Codec;
import io.durability.LogInspection;
import io.durability.LogReader;
import io.durability.errors.TruncatedException;
import io.durability.storage.Directory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the last entries of a log, and those that come. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Prints the last entries of a log, and with --follow those that a writer appends.",
      "",
      "It shows what is proven durable. On a file system the proof of the last batch comes with"
          + " the next one, or when the writer rests; --written does not wait for it.",
      ""
    },
    footer = {"", "Example: durability tail --uri file:///data/orders --follow"},
    exitCodeListHeading = LogCommand.EXIT_HEADING,
    exitCodeList = {LogCommand.EXIT_0, LogCommand.EXIT_2, LogCommand.EXIT_3, LogCommand.EXIT_64})
final class TailCommand extends LogCommand {

  /** How often a reader starts over because a writer truncated under it. */
  private static final int ATTEMPTS = 16;

  /** Lines are kept in memory until the end is found. */
  private static final int LINES_MAX = 1_000_000;

  /** So many of the last ids may be markers before it has to look twice. */
  private static final int MARKERS_EXPECTED = 16;

  private static final int WINDOW_GROWTH = 4;

  private static final Duration WAIT = Duration.ofSeconds(1);

  /** Hands out the payload itself: it is shown before the reader moves. */
  private static final Codec<ByteBuffer> AS_IS =
      new Codec<>() {
        @Override
        public ByteBuffer encode(ByteBuffer entry) {
          return entry;
        }

        @Override
        public ByteBuffer decode(ByteBuffer payload) {
          return payload;
        }
      };

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "10",
      description = "How many of the last entries; ${DEFAULT-VALUE} unless given.")
  private int count;

  @Option(
      names = {"-f", "--follow"},
      description = "Wait for more, until interrupted (Ctrl-C).")
  private boolean follow;

  @Option(
      names = "--until",
      paramLabel = "ID",
      description = "With --follow: end when the entry of this id, or a later one, is printed.")
  private long until = Long.MAX_VALUE;

  @Option(names = "--written", description = "Show also what a power cut could still take.")
  private boolean written;

  @Mixin private Payloads payloads = new Payloads();

  private long lastRead;

  TailCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    payloads.check(place());
    if (count < 0 || count > LINES_MAX) {
      throw place()
          .usage("--lines out of range [expected=0 to " + LINES_MAX + ", found=" + count + "]");
    }
  }

  @Override
  int run(Directory directory) throws IOException {
    long window = (long) count + MARKERS_EXPECTED;
    for (int attempt = 1; ; ) {
      LogInspection log = inspect(directory);
      long first = Math.max(1, log.firstId().orElse(1));
      long from = Math.max(first, log.lastId().orElse(first) - window);
      boolean printed = false;
      try (LogReader<ByteBuffer> reader = LogReader.open(directory, AS_IS, from, extent())) {
        Deque<String> last = readToTheEnd(reader);
        if (last.size() < count && from > first) {
          // Markers have ids as well: look further back.
          window *= WINDOW_GROWTH;
          continue;
        }
        last.forEach(console.out()::println);
        console.out().flush();
        printed = true;
        if (follow && lastRead < until) {
          follow(reader);
        }
        return Main.EXIT_OK;
      } catch (TruncatedException e) {
        // A live writer truncated between the two looks.
        if (printed || attempt == ATTEMPTS) {
          throw e;
        }
        attempt++;
      }
    }
  }

  private LogReader.Extent extent() {
    return written ? LogReader.Extent.WRITTEN : LogReader.Extent.DURABLE;
  }

  /** Returns the last lines, as many as are wanted. */
  private Deque<String> readToTheEnd(LogReader<ByteBuffer> reader) throws IOException {
    Deque<String> last = new ArrayDeque<>();
    while (reader.next()) {
      lastRead = reader.id();
      last.addLast(line(reader));
      if (last.size() > count) {
        last.removeFirst();
      }
    }
    return last;
  }

  /** Waits for entries, and prints each as it comes. */
  private void follow(LogReader<ByteBuffer> reader) throws IOException {
    // Ends also when whoever reads the output is gone.
    while (!console.out().checkError() && !Thread.currentThread().isInterrupted()) {
      if (reader.next(WAIT)) {
        console.out().println(line(reader));
        if (reader.id() >= until) {
          console.out().flush();
          return;
        }
      }
    }
  }

  private String line(LogReader<ByteBuffer> reader) throws IOException {
    if (!json()) {
      return String.format(Locale.ROOT, "%10d  ", reader.id())
          + payloads.line(reader.entry(), console.unicode());
    }
    ObjectNode object = Json.object().put("id", reader.id()).put("kind", "entry");
    payloads.put(object, reader.entry());
    return Json.line(object);
  }
}
