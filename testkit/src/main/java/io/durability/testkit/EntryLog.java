package io.durability.testkit;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.Recovered;
import io.durability.Recovery;
import io.durability.StateCodec;
import io.durability.storage.Directory;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.SortedMap;
import java.util.TreeMap;

/** A log of which the state is every entry by id, so that one that is missing can be named. */
public final class EntryLog {

  /** Writes and reads the state. */
  public static final StateCodec<SortedMap<Long, String>> STATES = new Entries();

  private EntryLog() {}

  /** Recovers what is in the log. */
  public static Recovered<SortedMap<Long, String>, String> recover(Directory directory)
      throws IOException {
    return Recovery.of(
            directory,
            STATES,
            Codecs.utf8(),
            TreeMap::new,
            (SortedMap<Long, String> entries, long id, String entry) -> {
              entries.put(id, entry);
              return entries;
            })
        .latest();
  }

  /** Opens the log with the default options. */
  public static Log<String> open(Directory directory) throws IOException {
    return Log.open(directory, Codecs.utf8());
  }

  /** Returns the acknowledged entries that are not there, or are others. */
  public static SortedMap<Long, String> missing(
      SortedMap<Long, String> acked, SortedMap<Long, String> recovered) {
    SortedMap<Long, String> missing = new TreeMap<>(acked);
    missing.entrySet().removeIf(entry -> entry.getValue().equals(recovered.get(entry.getKey())));
    return missing;
  }

  private static final class Entries implements StateCodec<SortedMap<Long, String>> {

    @Override
    public void write(SortedMap<Long, String> entries, OutputStream out) throws IOException {
      DataOutputStream data = new DataOutputStream(out);
      data.writeInt(entries.size());
      for (var entry : entries.entrySet()) {
        data.writeLong(entry.getKey());
        data.writeUTF(entry.getValue());
      }
      data.flush();
    }

    @Override
    public SortedMap<Long, String> read(InputStream in) throws IOException {
      DataInputStream data = new DataInputStream(in);
      SortedMap<Long, String> entries = new TreeMap<>();
      for (int left = data.readInt(); left > 0; left--) {
        entries.put(data.readLong(), data.readUTF());
      }
      return entries;
    }
  }
}
