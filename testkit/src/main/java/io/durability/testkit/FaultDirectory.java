package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.UnavailableException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FileWriter;
import io.durability.storage.FilterDirectory;
import io.durability.storage.RenameKind;
import io.durability.storage.Version;
import io.durability.testkit.Fault.Mode;
import io.durability.testkit.Operation.Verb;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A directory that counts and lists its operations and fails those it is told to:
 *
 * <pre>{@code
 * FaultDirectory faults = new FaultDirectory(new MemoryDirectory());
 * Fault fault = faults.failOnce(on(SYNC).under("wal/").nth(3), AFTER);
 * ...
 * assertThat(fault.fired()).isTrue();
 * }</pre>
 *
 * <p>Each verb is one operation, and so is each call on a reader, file writer or appender that does
 * something; {@code size}, {@code length}, {@code traits} and a second close are none. A planted
 * failure is an {@link UnavailableException} with {@code injected} in its message. It keeps to the
 * contract: a whole file appears whole or not at all, a file writer that failed can't commit, a
 * failed write or sync poisons its appender. A close always gives back what it holds, then fails.
 *
 * <p>Bytes of an append file are held in the heap until their sync, so that a failure can lose them
 * or land a part of them.
 *
 * <p>Threads: as of any directory. Hooks run in the thread of the operation.
 */
public final class FaultDirectory extends FilterDirectory {

  private static final int COPY_BYTES = 1 << 20;

  private final List<Operation> operations = new ArrayList<>();
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final List<Consumer<Operation>> hooks = new CopyOnWriteArrayList<>();
  private boolean closed;

  /** Wraps a directory, which {@link #close} closes; nothing fails yet. */
  public FaultDirectory(Directory in) {
    super(in);
  }

  /** Makes the first of these operations fail, once. */
  public Fault failOnce(When when, Mode mode) {
    return plant(new Fault(when, mode, false));
  }

  /** Makes these operations fail from now on, all of them. */
  public Fault failForever(When when, Mode mode) {
    return plant(new Fault(when, mode, true));
  }

  private Fault plant(Fault fault) {
    faults.add(fault);
    return fault;
  }

  /** Runs something before each of these operations, in its thread, also if it then fails. */
  public void before(When when, Consumer<Operation> hook) {
    When.Counter counter = when.counter();
    hooks.add(
        operation -> {
          boolean due;
          synchronized (counter) {
            due = counter.reached(operation);
          }
          if (due) {
            hook.accept(operation);
          }
        });
  }

  /** Holds the thread of the first of these operations before it does anything. */
  public Gate pauseBefore(When when) {
    Gate gate = new Gate();
    before(when, operation -> gate.pass());
    return gate;
  }

  /** Takes away all faults and hooks. What is poisoned stays so. */
  public void heal() {
    faults.clear();
    hooks.clear();
  }

  /** Returns how many operations there were. */
  public long count() {
    synchronized (operations) {
      return operations.size();
    }
  }

  /** Returns all operations so far, in their order. */
  public List<Operation> operations() {
    synchronized (operations) {
      return List.copyOf(operations);
    }
  }

  /** An effect of the directory within. */
  interface Effect<T> {
    T apply() throws DurabilityException;
  }

  /** An effect that gives nothing. */
  interface VoidEffect {
    void apply() throws DurabilityException;
  }

  /** What is to become of an operation. */
  record Fate(Operation operation, @Nullable Mode mode) {}

  /** Notes an operation, runs the hooks, and decides whether it fails. */
  Fate begin(Verb verb, List<String> names) {
    Operation operation;
    synchronized (operations) {
      operation = new Operation(operations.size() + 1L, verb, names);
      operations.add(operation);
    }
    for (Consumer<Operation> hook : hooks) {
      hook.accept(operation);
    }
    Mode mode = null;
    for (Fault fault : faults) {
      // Every fault counts every operation, also one that another fault has struck.
      if (fault.strikes(operation) && mode == null) {
        mode = fault.mode();
      }
    }
    return new Fate(operation, mode);
  }

  Fate begin(Verb verb, FileName name) {
    return begin(verb, List.of(name.value()));
  }

  UnavailableException injected(Fate fate, Location location) {
    return new UnavailableException(
        "injected fault, " + fate.mode() + " " + fate.operation(), location);
  }

  Location location(FileName name) {
    return Location.of(this, name);
  }

  /** Runs an effect that is whole or not at all. */
  <T> T atomic(Verb verb, FileName name, Effect<T> effect) throws DurabilityException {
    return atomic(begin(verb, name), location(name), effect);
  }

  private <T> T atomic(Fate fate, Location location, Effect<T> effect) throws DurabilityException {
    if (fate.mode() == null) {
      return effect.apply();
    }
    if (fate.mode() == Mode.AFTER) {
      effect.apply();
    }
    throw injected(fate, location);
  }

  /** Runs a close, which always has its effect, so that nothing stays locked or open. */
  void closing(Fate fate, Location location, VoidEffect effect) throws DurabilityException {
    effect.apply();
    if (fate.mode() != null) {
      throw injected(fate, location);
    }
  }

  @Override
  public Version write(FileName name, ByteBuffer content, Condition condition)
      throws DurabilityException {
    return atomic(Verb.WRITE, name, () -> in.write(name, content, condition));
  }

  @Override
  public FileWriter create(FileName name) throws DurabilityException {
    Fate fate = begin(Verb.CREATE, name);
    FileWriter writer = atomic(fate, location(name), () -> unlessFailing(fate, in.create(name)));
    return new FaultFileWriter(this, name, writer);
  }

  @Override
  public FileReader open(FileName name) throws DurabilityException {
    Fate fate = begin(Verb.OPEN, name);
    FileReader reader = atomic(fate, location(name), () -> unlessFailing(fate, in.open(name)));
    return new FaultFileReader(this, name, reader);
  }

  /** Closes what was opened if the caller will never get it. */
  private static <T extends AutoCloseable> T unlessFailing(Fate fate, T opened)
      throws DurabilityException {
    if (fate.mode() != null) {
      closeQuietly(opened);
    }
    return opened;
  }

  private static void closeQuietly(AutoCloseable opened) throws DurabilityException {
    if (opened instanceof FileWriter writer) {
      writer.close();
    } else if (opened instanceof FileReader reader) {
      reader.close();
    }
  }

  @Override
  public Optional<FileInfo> stat(FileName name) throws DurabilityException {
    return atomic(Verb.STAT, name, () -> in.stat(name));
  }

  @Override
  public List<FileInfo> list(String prefix, String after) throws DurabilityException {
    return atomic(
        begin(Verb.LIST, List.of(prefix)), Location.of(this), () -> in.list(prefix, after));
  }

  @Override
  public void delete(Collection<FileName> names) throws DurabilityException {
    List<FileName> all = List.copyOf(names);
    Fate fate = begin(Verb.DELETE, all.stream().map(FileName::value).toList());
    if (fate.mode() == null) {
      in.delete(all);
      return;
    }
    switch (fate.mode()) {
      case BEFORE -> {}
      case SHORT -> in.delete(all.subList(0, all.size() / 2));
      case AFTER -> in.delete(all);
    }
    throw injected(fate, all.isEmpty() ? Location.of(this) : location(all.get(0)));
  }

  @Override
  public void rename(FileName from, FileName to) throws DurabilityException {
    Fate fate = begin(Verb.RENAME, List.of(from.value(), to.value()));
    if (fate.mode() == null || fate.mode() == Mode.AFTER) {
      in.rename(from, to);
    } else if (fate.mode() == Mode.SHORT
        && traits().rename() == RenameKind.DESTINATION_ATOMIC
        && !from.equals(to)) {
      copy(from, to);
    }
    if (fate.mode() != null) {
      throw injected(fate, location(from));
    }
  }

  /** The first step of a rename on a store that has none. */
  private void copy(FileName from, FileName to) throws DurabilityException {
    try (FileReader reader = in.open(from);
        FileWriter writer = in.create(to)) {
      ByteBuffer piece = ByteBuffer.allocate(COPY_BYTES);
      for (long at = 0; at < reader.size(); at += COPY_BYTES) {
        piece.clear().limit((int) Math.min(COPY_BYTES, reader.size() - at));
        reader.read(at, piece);
        writer.write(piece.flip());
      }
      writer.commit(Condition.none());
    }
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    Fate fate = begin(Verb.APPEND, name);
    Appender appender =
        atomic(
            fate,
            location(name),
            () -> {
              Appender made = in.append(name);
              if (fate.mode() != null) {
                // Applied, and the answer lost: the file is there, and nobody can write it.
                made.sync().exceptionally(failed -> 0L).join();
                made.close();
              }
              return made;
            });
    return new FaultAppender(this, name, appender);
  }

  @Override
  public long seal(FileName name) throws DurabilityException {
    return atomic(Verb.SEAL, name, () -> in.seal(name));
  }

  @Override
  public void settle(FileName name, long from, long end) throws DurabilityException {
    Boolean done =
        atomic(
            Verb.SETTLE,
            name,
            () -> {
              in.settle(name, from, end);
              return true;
            });
    assert done;
  }

  @Override
  public void close() throws DurabilityException {
    synchronized (operations) {
      if (closed) {
        return;
      }
      closed = true;
    }
    closing(begin(Verb.CLOSE, List.of()), Location.of(this), in::close);
  }
}
