package io.durability.internal.log;

import io.durability.errors.DurabilityException;
import io.durability.internal.format.Bytes;
import io.durability.internal.format.CheckpointFormat;
import io.durability.internal.format.CheckpointRef;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.FileWriter;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Writes a checkpoint file as a stream, block by block. Nothing is visible before {@link #commit};
 * closed without it, nothing stays.
 *
 * <p>Threads: one at a time.
 */
public final class CheckpointOutput extends OutputStream {

  private static final int BLOCK_BYTES = 64 << 10;

  private final CheckpointIds ids;
  private final long lastId;
  private final FileWriter file;
  private final CRC32C fileCrc;
  private final ByteBuffer block =
      Bytes.allocate(CheckpointFormat.BLOCK_HEADER_BYTES + BLOCK_BYTES);
  private long length;
  private long blocks;
  private long payloadBytes;

  private CheckpointOutput(CheckpointIds ids, long lastId, FileWriter file, CRC32C fileCrc) {
    this.fileCrc = fileCrc;
    this.ids = ids;
    this.lastId = lastId;
    this.file = file;
    block.position(CheckpointFormat.BLOCK_HEADER_BYTES);
  }

  /** Begins a checkpoint that covers every entry up to an id. */
  public static CheckpointOutput create(Directory directory, CheckpointIds ids, long lastId)
      throws DurabilityException {
    FileWriter file = directory.create(ids.name());
    ByteBuffer header =
        new CheckpointFormat.Header(ids.logId(), lastId, ids.checkpointId(), BLOCK_BYTES).encode();
    CheckpointOutput output =
        new CheckpointOutput(ids, lastId, file, CheckpointFormat.beginFileCrc(header));
    boolean begun = false;
    try {
      output.append(header);
      begun = true;
      return output;
    } finally {
      if (!begun) {
        file.close();
      }
    }
  }

  @Override
  public void write(int b) throws DurabilityException {
    if (!block.hasRemaining()) {
      putBlock();
    }
    block.put((byte) b);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws DurabilityException {
    Objects.checkFromIndexSize(from, count, bytes.length);
    int at = from;
    int left = count;
    while (left > 0) {
      if (!block.hasRemaining()) {
        putBlock();
      }
      int part = Math.min(left, block.remaining());
      block.put(bytes, at, part);
      at += part;
      left -= part;
    }
  }

  /**
   * Ends the checkpoint. On return it is durable under its name, which did not exist before.
   *
   * @return what a marker says of it
   */
  public CheckpointRef commit() throws DurabilityException {
    if (block.position() > CheckpointFormat.BLOCK_HEADER_BYTES) {
      putBlock();
    }
    ByteBuffer footer = CheckpointFormat.Footer.encode(blocks, payloadBytes, fileCrc);
    final int crc = (int) fileCrc.getValue();
    length += footer.remaining();
    file.write(footer);
    file.commit(Condition.absent());
    return new CheckpointRef(ids.name().value(), lastId, length, crc);
  }

  @Override
  public void close() throws DurabilityException {
    file.close();
  }

  private void putBlock() throws DurabilityException {
    block.flip().position(CheckpointFormat.BLOCK_HEADER_BYTES);
    payloadBytes += block.remaining();
    int crc = CheckpointFormat.blockCrc(ids.checkpointId(), blocks, block);
    block.putInt(0, block.remaining()).putInt(Integer.BYTES, crc).rewind();
    put(block);
    blocks++;
    block.clear().position(CheckpointFormat.BLOCK_HEADER_BYTES);
  }

  private void put(ByteBuffer bytes) throws DurabilityException {
    fileCrc.update(bytes.duplicate());
    append(bytes);
  }

  private void append(ByteBuffer bytes) throws DurabilityException {
    length += bytes.remaining();
    file.write(bytes);
  }
}
