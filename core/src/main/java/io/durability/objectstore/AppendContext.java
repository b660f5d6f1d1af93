package io.durability.objectstore;

import io.durability.storage.Clockwork;
import io.durability.storage.FileName;
import io.durability.storage.Version;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What the appenders of one directory share. */
final class AppendContext {

  /** The version of every append file: it has no meaning. */
  static final Version VERSION = new Version("append");

  private final Calls calls;
  private final ObjectStoreOptions options;
  private final Hedge hedge;
  private final Consumer<FileName> created;
  private final Map<FileName, ChunkWriter> open = new ConcurrentHashMap<>();

  /**
   * Makes it.
   *
   * @param created what to do when an appender has created its file, which is given
   */
  AppendContext(Calls calls, ObjectStoreOptions options, Consumer<FileName> created) {
    this.calls = calls;
    this.options = options;
    this.hedge = new Hedge(options.hedges());
    this.created = created;
  }

  Calls calls() {
    return calls;
  }

  Clockwork clockwork() {
    return calls.clockwork;
  }

  Hedge hedge() {
    return hedge;
  }

  int putsInFlight() {
    return options.putsInFlight();
  }

  int chunkBytesMax() {
    return options.chunkBytesMax();
  }

  void created(FileName name) {
    created.accept(name);
  }

  void opened(FileName name, ChunkWriter writer) {
    open.put(name, writer);
  }

  void closed(FileName name, ChunkWriter writer) {
    open.remove(name, writer);
  }

  /** Ends this directory's own appender of a file: it must not answer a sync from memory. */
  void supersede(FileName name) {
    ChunkWriter writer = open.remove(name);
    if (writer != null) {
      writer.supersede();
    }
  }

  void abandonAll() {
    open.values().forEach(ChunkWriter::abandon);
    open.clear();
  }
}
