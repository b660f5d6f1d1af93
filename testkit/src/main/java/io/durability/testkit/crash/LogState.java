package io.durability.testkit.crash;

import io.durability.Codecs;
import io.durability.Recovery;
import io.durability.StateCodec;
import io.durability.storage.Directory;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/**
 * A state that tells any two histories apart: a hash over ids and payloads, in order.
 *
 * @param lastId of the last entry applied
 * @param count how many were applied
 * @param hash over all of them
 */
record LogState(long lastId, long count, long hash) {

  static final LogState EMPTY = new LogState(0, 0, 0);

  /** Makes a checkpoint longer than a sector, so that half of it can be lost. */
  private static final int BALLAST_LONGS = 60;

  LogState apply(long id, byte[] payload) {
    if (id <= lastId) {
      throw new AssertionError("entry " + id + " applied after " + lastId);
    }
    CRC32C crc = new CRC32C();
    crc.update(payload, 0, payload.length);
    long mixed = (hash ^ id) * 0x9E3779B97F4A7C15L + crc.getValue();
    return new LogState(id, count + 1, mixed ^ (mixed >>> 29));
  }

  static Recovery<LogState, byte[]> recovery(Directory directory) {
    return Recovery.of(directory, CODEC, Codecs.bytes(), () -> EMPTY, LogState::apply);
  }

  static final StateCodec<LogState> CODEC =
      new StateCodec<>() {
        @Override
        public void write(LogState state, OutputStream out) throws IOException {
          DataOutputStream data = new DataOutputStream(out);
          data.writeLong(state.lastId);
          data.writeLong(state.count);
          data.writeLong(state.hash);
          for (int i = 0; i < BALLAST_LONGS; i++) {
            data.writeLong(ballast(state, i));
          }
          data.flush();
        }

        @Override
        public LogState read(InputStream in) throws IOException {
          DataInputStream data = new DataInputStream(in);
          LogState state = new LogState(data.readLong(), data.readLong(), data.readLong());
          for (int i = 0; i < BALLAST_LONGS; i++) {
            if (data.readLong() != ballast(state, i)) {
              throw new IOException("the state codec was handed bytes that were never written");
            }
          }
          return state;
        }
      };

  private static long ballast(LogState state, int index) {
    return (state.hash + index) * 0x9E3779B97F4A7C15L;
  }
}
