package io.durability.internal.log;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.internal.format.Bytes;
import io.durability.internal.format.CheckpointFormat;
import io.durability.internal.format.CheckpointRef;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a checkpoint file as a stream. Each block is verified before a byte of it is handed out;
 * {@link #verifyRest} verifies that the whole is complete and the one that was meant.
 *
 * <p>Threads: one at a time.
 */
public final class CheckpointInput extends InputStream {

  private final FileReader file;
  private final Location location;
  private final CheckpointFormat.Header header;
  private final @Nullable CheckpointRef expected;
  private final CRC32C fileCrc;
  private ByteBuffer block = Bytes.allocate(0);
  private long position;
  private long blocks;
  private long payloadBytes;
  private boolean ended;

  private CheckpointInput(
      FileReader file,
      Location location,
      CheckpointFormat.Header header,
      CRC32C fileCrc,
      @Nullable CheckpointRef expected) {
    this.fileCrc = fileCrc;
    this.file = file;
    this.location = location;
    this.header = header;
    this.expected = expected;
  }

  /**
   * Opens the checkpoint that a marker names.
   *
   * @throws CorruptException if it is another one, or its header is damaged
   * @throws io.durability.errors.NotFoundException if it is not there
   */
  static CheckpointInput open(Directory directory, CheckpointRef expected)
      throws DurabilityException {
    CheckpointInput input = open(directory, FileName.of(expected.name()), expected);
    boolean same =
        input.file.size() == expected.length() && input.header.lastId() == expected.lastId();
    if (!same) {
      input.close();
      throw CorruptException.mismatch(
          "checkpoint is not the one that was committed",
          input.location,
          "last id " + expected.lastId() + ", length " + expected.length(),
          "last id " + input.header.lastId() + ", length " + input.file.size());
    }
    return input;
  }

  /** Opens a checkpoint by name, whatever it covers. */
  public static CheckpointInput open(Directory directory, FileName name)
      throws DurabilityException {
    return open(directory, name, null);
  }

  private static CheckpointInput open(
      Directory directory, FileName name, @Nullable CheckpointRef expected)
      throws DurabilityException {
    Location location = Location.of(directory, name);
    FileReader file = directory.open(name);
    CheckpointInput opened = null;
    try {
      ByteBuffer bytes = Bytes.allocate((int) Math.min(file.size(), CheckpointFormat.HEADER_BYTES));
      file.read(0, bytes);
      CheckpointFormat.Header header = CheckpointFormat.Header.decode(bytes.flip(), location);
      CRC32C fileCrc = CheckpointFormat.beginFileCrc(bytes);
      opened = new CheckpointInput(file, location, header, fileCrc, expected);
      opened.position = CheckpointFormat.HEADER_BYTES;
      return opened;
    } finally {
      if (opened == null) {
        file.close();
      }
    }
  }

  /** Returns the last entry id that the checkpoint covers. */
  public long lastId() {
    return header.lastId();
  }

  @Override
  public int read() throws DurabilityException {
    return fill() ? block.get() & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int from, int count) throws DurabilityException {
    Objects.checkFromIndexSize(from, count, target.length);
    if (count == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int part = Math.min(count, block.remaining());
    block.get(target, from, part);
    return part;
  }

  @Override
  public int available() {
    return block.remaining();
  }

  /**
   * Verifies what was not read yet, up to the end of the file.
   *
   * @throws CorruptException if the file is damaged, cut off, or not the one that was committed
   */
  public void verifyRest() throws DurabilityException {
    while (fill()) {
      block.position(block.limit());
    }
  }

  @Override
  public void close() throws DurabilityException {
    file.close();
  }

  /** Makes sure that the block has bytes left; false at the end of the payload. */
  private boolean fill() throws DurabilityException {
    while (!block.hasRemaining()) {
      if (ended) {
        return false;
      }
      nextBlock();
    }
    return true;
  }

  private void nextBlock() throws DurabilityException {
    ByteBuffer head = readFully(CheckpointFormat.BLOCK_HEADER_BYTES, "block header");
    int length = head.getInt(0);
    int crc = head.getInt(Integer.BYTES);
    if (length == 0) {
      readFooter();
      return;
    }
    if (length < 0 || length > header.blockBytesMax()) {
      throw CorruptException.mismatch(
          "checkpoint block length out of range",
          location.at(position),
          "1 to " + header.blockBytesMax(),
          length);
    }
    fileCrc.update(head);
    long at = position;
    position += CheckpointFormat.BLOCK_HEADER_BYTES;
    ByteBuffer payload = readFully(length, "block");
    if (CheckpointFormat.blockCrc(header.checkpointId(), blocks, payload) != crc) {
      throw CorruptException.mismatch(
          "checkpoint block checksum mismatch",
          location.at(at),
          "0x" + Integer.toHexString(crc),
          "another, in block " + blocks);
    }
    fileCrc.update(payload.duplicate());
    position += length;
    blocks++;
    payloadBytes += length;
    block = payload;
  }

  private void readFooter() throws DurabilityException {
    long rest = file.size() - position;
    ByteBuffer bytes = Bytes.allocate((int) Math.min(rest, CheckpointFormat.FOOTER_BYTES + 1L));
    file.read(position, bytes);
    CheckpointFormat.Footer footer =
        CheckpointFormat.Footer.decode(bytes.flip(), fileCrc, location, position);
    if (footer.blocks() != blocks || footer.payloadBytes() != payloadBytes) {
      throw CorruptException.mismatch(
          "checkpoint footer does not fit its blocks",
          location.at(position),
          footer.blocks() + " blocks, " + footer.payloadBytes() + " bytes",
          blocks + " blocks, " + payloadBytes + " bytes");
    }
    if (expected != null && footer.fileCrc() != expected.crc()) {
      throw CorruptException.mismatch(
          "checkpoint is not the one that was committed",
          location,
          "0x" + Integer.toHexString(expected.crc()),
          "0x" + Integer.toHexString(footer.fileCrc()));
    }
    ended = true;
  }

  private ByteBuffer readFully(int length, String what) throws DurabilityException {
    if (length > file.size() - position) {
      throw CorruptException.mismatch(
          "checkpoint cut off in a " + what, location.at(position), length, file.size() - position);
    }
    ByteBuffer bytes = Bytes.allocate(length);
    file.read(position, bytes);
    return bytes.flip();
  }
}
