package io.durability.testkit;

import com.sun.management.ThreadMXBean;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.LogReader;
import io.durability.LogReader.Extent;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.SyncPolicy;
import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.MemoryDirectory;
import io.durability.testkit.Expectation.Fails;
import io.durability.testkit.Expectation.Reaches;
import io.durability.testkit.Outcome.Read;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Runs the library on the files of one case and says what is wrong, if anything is. */
final class CaseRun {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What reading may take beyond a multiple of the files' size: windows on each segment. */
  private static final long ALLOCATED_BYTES = 4 << 20;

  private final Specimen specimen;
  private final NavigableMap<String, byte[]> files;
  private final DamageOracle oracle;
  private final UnaryOperator<Directory> view;

  CaseRun(Specimen specimen, NavigableMap<String, byte[]> files) {
    this(specimen, files, UnaryOperator.identity());
  }

  /** Shows the library another directory than the one with the files. */
  CaseRun(Specimen specimen, NavigableMap<String, byte[]> files, UnaryOperator<Directory> view) {
    this.view = view;
    this.specimen = specimen;
    this.files = files;
    this.oracle = new DamageOracle(specimen, files);
  }

  /** Recovers and reads, and changes nothing. */
  Optional<String> read() {
    CaseDirectory cases = new CaseDirectory(files, specimen.alignment());
    Directory directory = view.apply(cases);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Outcome.Recovery recovered = recover(directory);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (allocated > ALLOCATED_BYTES + 8L * bytes()) {
      return Optional.of("recovery took " + allocated + " bytes of memory");
    }
    long fromId = oracle.firstId();
    return Outcome.wrong(specimen, oracle.recovery(), recovered)
        .or(() -> wrongReader(directory, fromId, Extent.WRITTEN))
        .or(() -> wrongProven(directory, fromId))
        .or(cases::leaks);
  }

  private Optional<String> wrongProven(Directory directory, long fromId) {
    return directory.traits().readsOnlyDurable()
        ? Optional.empty()
        : wrongReader(directory, fromId, Extent.DURABLE);
  }

  private Optional<String> wrongReader(Directory directory, long fromId, Extent extent) {
    boolean onlyProven = extent == Extent.DURABLE && !directory.traits().readsOnlyDurable();
    Expectation expected = oracle.reader(fromId, onlyProven);
    return Outcome.wrong(specimen, expected, fromId, read(directory, fromId, extent));
  }

  /** Only whoever waits for an entry commits it: a thread for each case is what takes longest. */
  private static LogOptions goingOn() {
    return LogOptions.builder()
        .entropy(new Random(7))
        .sync(SyncPolicy.buffered())
        .idleWatermark(Duration.ZERO)
        .build();
  }

  /** Claims the log and goes on, on a copy of the files. */
  Optional<String> goOn() {
    Expectation claim = oracle.claim();
    Expectation recovery = oracle.recovery();
    try {
      MemoryDirectory store = new MemoryDirectory();
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        put(store, file.getKey(), file.getValue());
      }
      Directory directory = view.apply(new PaddedDirectory(store, specimen.alignment()));
      if (claim instanceof Fails fails) {
        return refused(directory, fails);
      }
      return recovery instanceof Reaches reaches
          ? continued(directory, reaches)
          : claimedDamaged(directory, (Reaches) claim, (Fails) recovery);
    } catch (IOException | RuntimeException | AssertionError e) {
      return Optional.of("going on, with " + claim + " and " + recovery + ", threw " + trace(e));
    }
  }

  /** Damage that reaches the end of the log: it cannot be claimed, and nothing changes. */
  private Optional<String> refused(Directory directory, Fails expected) throws IOException {
    try (Log<byte[]> log = Log.open(directory, Codecs.bytes(), goingOn())) {
      return Outcome.wrong(expected, "claimed, with last id " + log.lastId());
    } catch (DurabilityException e) {
      return Outcome.wrongFailure(expected, e).or(() -> changed(directory));
    }
  }

  /** A state was recovered: the log goes on behind it, and the next recovery has it all. */
  private Optional<String> continued(Directory directory, Reaches expected) throws IOException {
    Recovered<Fold, byte[]> recovered = Fold.recovery(directory).latest();
    Fold state = recovered.state();
    long last = recovered.lastId();
    List<byte[]> added = List.of(new byte[] {1}, new byte[0], new byte[40]);
    try (Log<byte[]> log = recovered.claim(goingOn())) {
      List<Long> ids = new ArrayList<>();
      ids.add(log.appendDurable(added.get(0)));
      ids.add(log.appendAll(added.subList(1, 3)).await());
      if (!ids.equals(List.of(last + 1, last + 3))) {
        return Outcome.wrong(expected, "appended ids " + ids);
      }
      if (expected.skipped() > 0) {
        state = state.apply(last + 1, added.get(0));
        Publisher.of(Fold.CODEC).publish(log, state, last + 1);
        state = recovered.state();
      }
    }
    for (int i = 0; i < 3; i++) {
      state = state.apply(last + 1 + i, added.get(i));
    }
    Recovered<Fold, byte[]> again = Fold.recovery(directory).latest();
    long lastAgain = last + 3 + (expected.skipped() > 0 ? 1 : 0);
    if (!again.state().equals(state) || again.lastId() != lastAgain || again.bytesDropped() != 0) {
      return Outcome.wrong(expected, "after going on, " + again.lastId() + ": " + again.state());
    }
    Read read = read(directory, last + 1, Extent.DURABLE);
    return read.entries().size() == 3 && read.thrown().isEmpty()
        ? Optional.empty()
        : Outcome.wrong(expected, "after going on, reader: " + read);
  }

  /**
   * Damage that a claim does not come across, because it reads the end of the log only. Either it
   * fails all the same, or the log goes on and stays as damaged as it was: recovery still fails,
   * and when the damaged file is put back, everything is there.
   */
  private Optional<String> claimedDamaged(Directory directory, Reaches claim, Fails recovery)
      throws IOException {
    byte[] added = {1, 2, 3};
    try (Log<byte[]> log = Log.open(directory, Codecs.bytes(), goingOn())) {
      if (log.appendDurable(added) != claim.lastId() + 1) {
        return Outcome.wrong(claim, "appended id " + log.lastId());
      }
    } catch (CorruptException | UnsupportedException e) {
      return changed(directory);
    }
    Outcome.Recovery again = recover(directory);
    if (!(again instanceof Outcome.Thrown thrown)
        || !recovery.failure().type.isInstance(thrown.what())) {
      return Outcome.wrong(recovery, "after a claim, " + again);
    }
    if (claim.lastId() != specimen.last().lastId()) {
      // The end is gone too, and its segment is settled: nothing can be put back.
      return Optional.empty();
    }
    for (Map.Entry<String, byte[]> file : specimen.files().entrySet()) {
      if (!Arrays.equals(file.getValue(), files.get(file.getKey()))) {
        put(directory, file.getKey(), file.getValue());
      }
    }
    for (String name : files.keySet()) {
      if (!specimen.files().containsKey(name)) {
        directory.delete(List.of(FileName.of(name)));
      }
    }
    Recovered<Fold, byte[]> whole = Fold.recovery(directory).latest();
    Fold state = specimen.stateAt(claim.lastId()).apply(claim.lastId() + 1, added);
    return whole.state().equals(state)
        ? Optional.empty()
        : Outcome.wrong(claim, "put back after a claim: " + whole.state());
  }

  private Optional<String> changed(Directory directory) {
    try {
      NavigableMap<String, byte[]> now = SpecimenWriter.read(directory);
      boolean same =
          now.keySet().equals(files.keySet())
              && now.keySet().stream().allMatch(n -> Arrays.equals(now.get(n), files.get(n)));
      return same ? Optional.empty() : Optional.of("a claim that failed changed files");
    } catch (IOException e) {
      return Optional.of("cannot be read after a claim that failed: " + e);
    }
  }

  private static Outcome.Recovery recover(Directory directory) {
    try {
      Recovered<Fold, byte[]> recovered = Fold.recovery(directory).latest();
      return new Outcome.State(
          recovered.lastId(),
          recovered.checkpointLastId(),
          recovered.checkpointsSkipped().size(),
          recovered.bytesDropped(),
          recovered.state());
    } catch (IOException | RuntimeException | Error e) {
      return new Outcome.Thrown(e);
    }
  }

  private static Read read(Directory directory, long fromId, Extent extent) {
    List<Map.Entry<Long, byte[]>> entries = new ArrayList<>();
    try (LogReader<byte[]> reader = LogReader.open(directory, Codecs.bytes(), fromId, extent)) {
      while (reader.next()) {
        entries.add(Map.entry(reader.id(), reader.entry()));
      }
      return new Read(entries, Optional.empty());
    } catch (IOException | RuntimeException | Error e) {
      return new Read(entries, Optional.of(e));
    }
  }

  private static void put(Directory directory, String name, byte[] bytes) throws IOException {
    directory.write(FileName.of(name), ByteBuffer.wrap(bytes), Condition.none());
  }

  private long bytes() {
    return files.values().stream().mapToLong(file -> file.length).sum();
  }

  private static String trace(Throwable thrown) {
    StringBuilder text = new StringBuilder(thrown.toString());
    Arrays.stream(thrown.getStackTrace()).limit(12).forEach(at -> text.append("\n    ").append(at));
    return text.toString();
  }
}
