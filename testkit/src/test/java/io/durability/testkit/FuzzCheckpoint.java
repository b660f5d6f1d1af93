package io.durability.testkit;

import static io.durability.testkit.Fuzzed.require;

import io.durability.Checkpoints;
import io.durability.StateCodec;
import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** Fuzzes a checkpoint file: what is handed out is what the blocks hold, and the footer fits. */
public final class FuzzCheckpoint {

  static final FileName NAME = FileName.of("checkpoint");

  static final StateCodec<byte[]> BYTES =
      new StateCodec<>() {
        @Override
        public void write(byte[] state, OutputStream out) throws IOException {
          out.write(state);
        }

        @Override
        public byte[] read(InputStream in) throws IOException {
          return in.readAllBytes();
        }
      };

  private FuzzCheckpoint() {}

  /** Takes any bytes. */
  public static void fuzzerTestOneInput(byte[] data) {
    byte[] file = Fuzzed.content(data);
    if (Fuzzed.sealed(data)) {
      Seals.checkpoint(file);
    }
    Directory directory =
        new CaseDirectory(new TreeMap<>(Map.of(NAME.value(), file)), Specimens.OBJECTS);
    AtomicReference<Checkpoints.Checkpoint<byte[]>> read = new AtomicReference<>();
    boolean accepted =
        Fuzzed.accepts(
            file.length,
            DurabilityException.class,
            () -> read.set(Checkpoints.read(directory, NAME, BYTES)));
    if (accepted) {
      check(file, read.get());
    }
  }

  private static void check(byte[] file, Checkpoints.Checkpoint<byte[]> read) {
    ByteBuffer bytes = LogBytes.buffer(file).position(64);
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    long blocks = 0;
    for (int length = bytes.getInt(); length != 0; length = bytes.getInt()) {
      byte[] block = new byte[length];
      bytes.getInt();
      bytes.get(block);
      payload.writeBytes(block);
      blocks++;
    }
    require(bytes.getInt() == 0, "reserved bytes");
    require(bytes.getLong() == blocks, "blocks in the footer");
    require(bytes.getLong() == payload.size(), "payload length in the footer");
    require(bytes.remaining() == 8, "bytes behind the footer");
    require(Arrays.equals(payload.toByteArray(), read.state()), "another payload");
    require(LogBytes.buffer(file).getLong(32) == read.lastId(), "another last id");
  }
}
