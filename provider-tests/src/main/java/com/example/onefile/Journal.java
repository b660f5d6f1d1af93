package com.example.onefile;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.PoisonedException;
import io.durability.errors.UnavailableException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Changes, one behind the other in one file, each forced before the next: length, the length's
 * complement, CRC32C, content. At most the last one can therefore be torn.
 *
 * <p>Through {@link RandomAccessFile}, because an interrupt closes a {@link FileChannel}. Used
 * under the lock of its directory.
 */
final class Journal implements AutoCloseable {

  private static final int HEADER_BYTES = 12;

  /** How often an interrupt may close the channel of one that opens. */
  private static final int ATTEMPTS = 100;

  private final RandomAccessFile file;
  private final FileLock lock;
  private final Location location;
  private long end;
  private boolean failed;

  private Journal(RandomAccessFile file, FileLock lock, Location location) {
    this.file = file;
    this.lock = lock;
    this.location = location;
  }

  /** Opens or creates a journal, and gives every change in it to a consumer. */
  static Journal open(Path path, Location location, Consumer<byte[]> changes)
      throws DurabilityException {
    boolean interrupted = Thread.interrupted();
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          return openOnce(path, location, changes);
        } catch (UnavailableException e) {
          // Lock and folder need a channel, which an interrupt closes. Nothing was applied yet.
          if (!(e.getCause() instanceof ClosedByInterruptException) || attempt == ATTEMPTS) {
            throw e;
          }
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Journal openOnce(Path path, Location location, Consumer<byte[]> changes)
      throws DurabilityException {
    RandomAccessFile file = null;
    boolean opened = false;
    try {
      boolean created = !Files.exists(path);
      file = new RandomAccessFile(path.toFile(), "rw");
      FileLock lock = file.getChannel().tryLock();
      if (lock == null) {
        throw new UnavailableException("another process has this file open", location);
      }
      if (created) {
        force(path.toAbsolutePath().getParent());
      }
      Journal journal = new Journal(file, lock, location);
      journal.replay(changes);
      opened = true;
      return journal;
    } catch (OverlappingFileLockException e) {
      throw new UnavailableException("this process has this file open already", location, e);
    } catch (DurabilityException e) {
      throw e;
    } catch (IOException e) {
      throw new UnavailableException("cannot open: " + e, location, e);
    } finally {
      if (!opened && file != null) {
        closeQuietly(file);
      }
    }
  }

  /** A file is durable only if its name in the folder is. */
  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void closeQuietly(RandomAccessFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // The failure that is under way says more.
      System.getLogger(Journal.class.getName()).log(System.Logger.Level.DEBUG, "close", e);
    }
  }

  private void replay(Consumer<byte[]> changes) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.length()));
    file.readFully(content.array());
    int at = 0;
    while (isChange(content, at)) {
      int length = content.getInt(at);
      byte[] change = new byte[length];
      content.get(at + HEADER_BYTES, change);
      changes.accept(change);
      at += HEADER_BYTES + length;
    }
    for (int later = at + 1; later < content.capacity(); later++) {
      if (isChange(content, later)) {
        // Each change was forced before the next was written: this is damage, not a torn end.
        throw new CorruptException(
            "a change is damaged, a good one follows", location.at(at), null);
      }
    }
    end = at;
    file.setLength(end);
    file.getFD().sync();
  }

  @SuppressWarnings("ByteBufferBackingArray") // Wrapped from its beginning where it was read.
  private static boolean isChange(ByteBuffer content, int at) {
    if (content.capacity() - at < HEADER_BYTES) {
      return false;
    }
    int length = content.getInt(at);
    return length >= 0
        && content.getInt(at + 4) == ~length
        && content.capacity() - at - HEADER_BYTES >= length
        && content.getInt(at + 8) == crc(content.array(), at + HEADER_BYTES, length);
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  /** Adds a change; on return it is durable. */
  void add(byte[] change) throws DurabilityException {
    if (failed) {
      throw new PoisonedException("an earlier write failed", location);
    }
    ByteBuffer framed = ByteBuffer.allocate(HEADER_BYTES + change.length);
    framed.putInt(change.length).putInt(~change.length).putInt(crc(change, 0, change.length));
    framed.put(change);
    try {
      file.seek(end);
      file.write(framed.array());
      file.getFD().sync();
    } catch (IOException e) {
      // What is on the disk now, nobody knows; a second force could confirm what is not there.
      failed = true;
      throw new UnavailableException("write failed: " + e, location, e);
    }
    end += framed.capacity();
  }

  @Override
  public void close() throws DurabilityException {
    try (file) {
      lock.release();
    } catch (IOException e) {
      throw new UnavailableException("close failed: " + e, location, e);
    }
  }
}
