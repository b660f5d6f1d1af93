package io.durability.it;

import io.durability.Codecs;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.Recovery;
import io.durability.StateCodec;
import io.durability.storage.Directory;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The log of these tests: entries are strings, the state is the list of all with their ids, so that
 * a gap, a duplicate or another order shows.
 */
final class Lines implements StateCodec<List<String>> {

  static final Publisher<List<String>> PUBLISHER = Publisher.of(new Lines());

  private Lines() {}

  static String line(long id, String entry) {
    return id + "=" + entry;
  }

  static Recovered<List<String>, String> recover(Directory directory) throws IOException {
    return Recovery.of(directory, new Lines(), Codecs.utf8(), ArrayList::new, Lines::apply)
        .latest();
  }

  private static List<String> apply(List<String> state, long id, String entry) {
    state.add(line(id, entry));
    return state;
  }

  @Override
  public void write(List<String> state, OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeInt(state.size());
    for (String line : state) {
      data.writeUTF(line);
    }
    data.flush();
  }

  @Override
  public List<String> read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int count = data.readInt();
    List<String> state = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      state.add(data.readUTF());
    }
    return state;
  }
}
