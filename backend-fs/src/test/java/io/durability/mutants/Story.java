package io.durability.mutants;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Ack;
import io.durability.Codec;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.PublishResult;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.Recovery;
import io.durability.StateCodec;
import io.durability.errors.TruncatedException;
import io.durability.fs.DirectedDisk;
import io.durability.fs.Loss;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A log on a {@link DirectedDisk}, and what was promised about it: acknowledged entries are
 * recovered, recovered ones were attempted, in order and in whole batches; opening again and
 * appending changes nothing before.
 */
final class Story {

  /** Any byte is a character, so payloads can hold frames. */
  static final Codec<String> LATIN =
      new Codec<>() {
        @Override
        public ByteBuffer encode(String entry) {
          return ByteBuffer.wrap(entry.getBytes(ISO_8859_1));
        }

        @Override
        public String decode(ByteBuffer payload) {
          byte[] bytes = new byte[payload.remaining()];
          payload.get(bytes);
          return new String(bytes, ISO_8859_1);
        }
      };

  /** Joins lines by a character that no entry of a published story has. */
  static final StateCodec<List<String>> LINES =
      new StateCodec<>() {
        @Override
        public void write(List<String> state, OutputStream out) throws IOException {
          out.write(String.join("\n", state).getBytes(ISO_8859_1));
        }

        @Override
        public List<String> read(InputStream in) throws IOException {
          String text = new String(in.readAllBytes(), ISO_8859_1);
          return text.isEmpty() ? new ArrayList<>() : new ArrayList<>(List.of(text.split("\n")));
        }
      };

  /** What a frame holds that fills a block of the disk. */
  static final int PAGE_PAYLOAD_BYTES = 4096 - 32;

  final DirectedDisk disk = new DirectedDisk();
  private final LogOptions options;
  private List<String> attempted = new ArrayList<>();

  /** How many of the attempted are acknowledged. */
  private int acked;

  /** The numbers of attempted entries at which a batch ends. */
  private final List<Integer> ends = new ArrayList<>(List.of(0));

  private @Nullable Directory directory;
  private @Nullable Log<String> log;
  private @Nullable PublishResult lastPublish;

  Story(LogOptions.Builder options) {
    this.options = options.build();
  }

  Story() {
    this(options());
  }

  /** Options without any thread that acts by time, and the same ids in every run. */
  static LogOptions.Builder options() {
    return LogOptions.builder().idleWatermark(Duration.ZERO).entropy(new SplittableRandom(7));
  }

  static Recovery<List<String>, String> recovery(Directory directory) {
    return Recovery.of(directory, LINES, LATIN, ArrayList::new, Story::apply);
  }

  private static List<String> apply(List<String> state, long id, String entry) {
    state.add(line(id, entry));
    return state;
  }

  static String line(long id, String entry) {
    return id + "=" + entry;
  }

  /** Returns an entry of which the frame is as long as blocks of the disk are. */
  static String pages(int count, char filler) {
    return String.valueOf(filler).repeat(PAGE_PAYLOAD_BYTES + (count - 1) * 4096);
  }

  static FileName segment(int number) {
    return FileName.of(String.format("wal/%020d.wal", number));
  }

  Directory directory() {
    if (directory == null) {
      throw new IllegalStateException("not open");
    }
    return directory;
  }

  Log<String> log() {
    if (log == null) {
      throw new IllegalStateException("not open");
    }
    return log;
  }

  List<String> attempted() {
    return attempted;
  }

  /** Recovers, checks, and claims: from here on all that was recovered is promised. */
  void open() throws IOException {
    directory = disk.open();
    claim();
  }

  /** Claims in the same process and on the same directory. */
  void claim() throws IOException {
    Recovered<List<String>, String> recovered = recovery(directory()).latest();
    check(recovered.state());
    log = recovered.claim(options);
    // A claim sees what a reader before it saw, and never less afterwards.
    attempted = new ArrayList<>(recovered.state());
    acked = attempted.size();
    ends.removeIf(end -> end > acked);
  }

  void append(String entry) throws IOException {
    appendUnacked(entry).await();
    acked = attempted.size();
  }

  /** Appends without waiting. */
  Ack appendUnacked(String... entries) throws IOException {
    long first = log().lastId() + 1;
    for (int i = 0; i < entries.length; i++) {
      attempted.add(line(first + i, entries[i]));
    }
    ends.add(attempted.size());
    return log().appendAll(List.of(entries));
  }

  /** Appends what is bound to fail. */
  void appendInVain(String... entries) {
    try {
      appendUnacked(entries).await();
    } catch (IOException e) {
      return;
    }
    throw new AssertionError("acknowledged although the store failed");
  }

  void publish() throws IOException {
    lastPublish = Publisher.of(LINES).publish(log(), attempted, log().durableId());
  }

  /** Returns what the last publish could not delete, and why, or null. */
  @Nullable Exception deletionFailure() {
    return lastPublish == null ? null : lastPublish.deletionFailure().orElse(null);
  }

  void powerLoss(Loss loss) {
    disk.powerLoss(loss);
    log = null;
    directory = null;
  }

  void kill() {
    disk.kill();
    log = null;
    directory = null;
  }

  /** Judges what is there: by recovery, by a reader, by a claim, and by going on. */
  void judge() throws IOException {
    try (Directory reading = disk.open()) {
      check(recovery(reading).latest().state());
      readFromTheBeginning(reading);
    }
    open();
    append("after");
    disk.kill();
    try (Directory reading = disk.open()) {
      assertThat(recovery(reading).latest().state()).isEqualTo(attempted);
    }
  }

  private void check(List<String> recovered) {
    assertThat(recovered.size()).as("recovered, acknowledged").isGreaterThanOrEqualTo(acked);
    assertThat(attempted.size())
        .as("attempted, recovered")
        .isGreaterThanOrEqualTo(recovered.size());
    assertThat(recovered).isEqualTo(attempted.subList(0, recovered.size()));
    assertThat(ends).as("batches are recovered whole").contains(recovered.size());
  }

  /** What was truncated is told as that, and never looks like damage. */
  private static void readFromTheBeginning(Directory directory) throws IOException {
    try (LogReader<String> reader = LogReader.open(directory, LATIN, 1, LogReader.Extent.WRITTEN)) {
      boolean more = reader.next();
      while (more) {
        more = reader.next();
      }
    } catch (TruncatedException e) {
      assertThat(e).hasMessageContaining("truncated");
    }
  }
}
