package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Ack;
import io.durability.Codec;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.PublishResult;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.Recovery;
import io.durability.StateCodec;
import io.durability.errors.DurabilityException;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the parts of {@link LogContractTest} share. Entries are strings; the state is the list of
 * all entries with their ids, so that a gap, a duplicate or another order shows.
 */
abstract class LogFixture extends DirectoryFixture {

  private static final Logger LOG = System.getLogger(LogFixture.class.getName());

  /** The state: every entry as {@code id=entry}. */
  static final StateCodec<List<String>> STATES = new Lines();

  static final Publisher<List<String>> PUBLISHER = Publisher.of(STATES);

  private final List<Log<?>> opened = new ArrayList<>();

  /** What was appended: the state that recovery must give. */
  private final List<String> model = new ArrayList<>();

  /** Begins the model of a new place. */
  @BeforeEach
  final void beginModel() {
    model.clear();
  }

  /** Ends the threads of logs that a test left open. */
  @AfterEach
  final void closeLogs() throws Exception {
    boolean closed =
        inTime(
            () -> {
              for (Log<?> log : opened) {
                closeQuietly(log);
              }
              return true;
            });
    assertThat(closed).isTrue();
  }

  private static void closeQuietly(Log<?> log) {
    try {
      log.close();
    } catch (IOException | IllegalStateException e) {
      LOG.log(Logger.Level.DEBUG, "a log that the test had poisoned or superseded", e);
    }
  }

  /** Returns options of small segments, so that a short test has several. */
  final LogOptions.Builder small() {
    // A header and two batches, where each takes a block.
    return LogOptions.builder().segmentBytes(4096 + 2L * dir.traits().batchAlignment());
  }

  final Log<String> openLog() throws IOException {
    return openLog(LogOptions.defaults());
  }

  final Log<String> openLog(LogOptions options) throws IOException {
    return opened(Log.open(dir, Codecs.utf8(), options));
  }

  final <E> Log<E> opened(Log<E> log) {
    synchronized (opened) {
      opened.add(log);
    }
    return log;
  }

  /** Appends durably and notes it in the model. */
  final long add(Log<String> log, String entry) throws IOException {
    return note(log.appendDurable(entry), entry);
  }

  /** Appends many and waits for the last. */
  final void addMany(Log<String> log, int count, int length) throws IOException {
    @Nullable Ack last = null;
    for (int i = 0; i < count; i++) {
      String entry = text(length, model.size());
      last = log.append(entry);
      note(last.id(), entry);
    }
    if (last != null) {
      assertThat(last.await()).isEqualTo(last.id());
    }
  }

  final long note(long id, String entry) {
    model.add(line(id, entry));
    return id;
  }

  /** Returns the state that everything noted adds up to. */
  final List<String> model() {
    return new ArrayList<>(model);
  }

  static String line(long id, String entry) {
    return id + "=" + entry;
  }

  /** Returns text of which no two seeds share a beginning. */
  static String text(int length, long seed) {
    StringBuilder text = new StringBuilder(length).append(seed).append('.');
    SplittableRandom random = new SplittableRandom(seed);
    while (text.length() < length) {
      text.append((char) random.nextInt('a', 'z' + 1));
    }
    text.setLength(length);
    return text.toString();
  }

  final Recovery<List<String>, String> recovery() {
    return recovery(dir);
  }

  static Recovery<List<String>, String> recovery(Directory directory) {
    return recovery(directory, Codecs.utf8());
  }

  static Recovery<List<String>, String> recovery(Directory directory, Codec<String> codec) {
    return Recovery.of(directory, STATES, codec, ArrayList::new, LogFixture::apply);
  }

  static List<String> apply(List<String> state, long id, String entry) {
    state.add(line(id, entry));
    return state;
  }

  final List<String> recover() throws IOException {
    return recovery().latest().state();
  }

  /** Checks that recovery gives exactly the model, and nothing was dropped or skipped. */
  final Recovered<List<String>, String> assertRecovered() throws IOException {
    Recovered<List<String>, String> recovered = recovery().latest();
    assertThat(recovered.state()).isEqualTo(model);
    assertThat(recovered.bytesDropped()).as("torn bytes").isZero();
    assertThat(recovered.checkpointsSkipped()).as("checkpoints skipped").isEmpty();
    return recovered;
  }

  final PublishResult publish(Log<String> log) throws IOException {
    return PUBLISHER.publish(log, model(), log.durableId());
  }

  /** Reads from an id to the end. */
  final List<String> readFrom(long id) throws IOException {
    List<String> found = new ArrayList<>();
    try (LogReader<String> reader =
        LogReader.open(dir, Codecs.utf8(), id, LogReader.Extent.WRITTEN)) {
      while (reader.next()) {
        found.add(line(reader.id(), reader.entry()));
      }
    }
    return found;
  }

  final List<String> segments() throws DurabilityException {
    return names("wal/");
  }

  final List<String> checkpoints() throws DurabilityException {
    return names("checkpoints/");
  }

  /** Returns every file with its content. */
  final Map<String, ByteBuffer> files() throws DurabilityException {
    Map<String, ByteBuffer> files = new TreeMap<>();
    for (FileInfo file : dir.list("")) {
      files.put(file.name().value(), ByteBuffer.wrap(read(file.name().value())));
    }
    return files;
  }

  /** Replaces a whole file by itself with one bit changed. */
  final void damage(String file) throws DurabilityException {
    byte[] content = read(file);
    content[content.length / 2] ^= 1;
    dir.write(name(file), buffer(content), Condition.none());
  }

  /** Runs work that could hang in a thread of its own, and waits for it no longer than patience. */
  final <T> T inTime(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    thread(task).start();
    try {
      return task.get(patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Writes lines, each with its length; it closes the streams, as a codec may. */
  private static final class Lines implements StateCodec<List<String>> {

    @Override
    public void write(List<String> state, OutputStream out) throws IOException {
      try (DataOutputStream data = new DataOutputStream(out)) {
        data.writeInt(state.size());
        for (String line : state) {
          data.writeUTF(line);
        }
      }
    }

    @Override
    public List<String> read(InputStream in) throws IOException {
      try (DataInputStream data = new DataInputStream(in)) {
        int count = data.readInt();
        List<String> state = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          state.add(data.readUTF());
        }
        return state;
      }
    }
  }
}
