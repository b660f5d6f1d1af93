package io.durability.testkit;

import io.durability.Codecs;
import io.durability.Recovery;
import io.durability.StateCodec;
import io.durability.storage.Directory;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;

/**
 * A state that tells any two histories apart: a hash over every id and payload, in order.
 *
 * @param lastId the id of the last entry applied
 * @param count how many entries were applied
 * @param hash over ids and payloads
 */
record Fold(long lastId, long count, long hash) {

  static final Fold EMPTY = new Fold(0, 0, 0);

  private static final int BALLAST = 100;

  Fold apply(long id, byte[] payload) {
    if (id <= lastId) {
      throw new AssertionError("entry " + id + " applied after " + lastId);
    }
    long mixed = (hash ^ id) * 0x9E3779B97F4A7C15L + LogBytes.crc(payload, 0, payload.length);
    return new Fold(id, count + 1, mixed ^ (mixed >>> 29));
  }

  static Recovery<Fold, byte[]> recovery(Directory directory) {
    return Recovery.of(directory, CODEC, Codecs.bytes(), () -> EMPTY, Fold::apply);
  }

  /** Writes more than the numbers, so that checkpoints have something to be damaged. */
  static final StateCodec<Fold> CODEC =
      new StateCodec<>() {
        @Override
        public void write(Fold state, OutputStream out) throws IOException {
          DataOutputStream data = new DataOutputStream(out);
          data.writeLong(state.lastId);
          data.writeLong(state.count);
          data.writeLong(state.hash);
          data.write(ballast(state));
          data.flush();
        }

        @Override
        public Fold read(InputStream in) throws IOException {
          DataInputStream data = new DataInputStream(in);
          Fold state = new Fold(data.readLong(), data.readLong(), data.readLong());
          if (!Arrays.equals(data.readNBytes(BALLAST), ballast(state)) || data.read() >= 0) {
            throw new IOException("the state codec was handed bytes that were never written");
          }
          return state;
        }
      };

  private static byte[] ballast(Fold state) {
    byte[] bytes = new byte[BALLAST];
    new Random(state.hash).nextBytes(bytes);
    return bytes;
  }
}
