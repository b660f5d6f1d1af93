package io.durability.testkit.objectstore;

import io.durability.Codecs;
import io.durability.Recovery;
import io.durability.StateCodec;
import io.durability.storage.Directory;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A state that keeps every entry, by id: what became of each can be told whatever was truncated.
 *
 * @param entries not to be changed
 */
record History(NavigableMap<Long, String> entries) {

  static final History EMPTY = new History(Collections.emptyNavigableMap());

  static final StateCodec<History> CODEC =
      new StateCodec<>() {
        @Override
        public void write(History state, OutputStream out) throws IOException {
          DataOutputStream data = new DataOutputStream(out);
          data.writeInt(state.entries.size());
          for (var entry : state.entries.entrySet()) {
            data.writeLong(entry.getKey());
            data.writeUTF(entry.getValue());
          }
          data.flush();
        }

        @Override
        public History read(InputStream in) throws IOException {
          DataInputStream data = new DataInputStream(in);
          TreeMap<Long, String> entries = new TreeMap<>();
          for (int left = data.readInt(); left > 0; left--) {
            entries.put(data.readLong(), data.readUTF());
          }
          return new History(Collections.unmodifiableNavigableMap(entries));
        }
      };

  static Recovery<History, String> recovery(Directory directory) {
    return Recovery.of(directory, CODEC, Codecs.utf8(), () -> EMPTY, History::apply);
  }

  History apply(long id, String entry) {
    if (!entries.isEmpty() && id <= entries.lastKey()) {
      throw new AssertionError("entry " + id + " applied after " + entries.lastKey());
    }
    TreeMap<Long, String> more = new TreeMap<>(entries);
    more.put(id, entry);
    return new History(Collections.unmodifiableNavigableMap(more));
  }
}
