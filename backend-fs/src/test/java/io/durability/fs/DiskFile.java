package io.durability.fs;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A file of a {@link DirectedDisk}: what the page cache has, what the disk has, and which sectors
 * of the one the other does not.
 */
final class DiskFile implements DiskFiles.Node {

  private final long inode;
  private byte[] cached = {};
  private int size;
  private byte[] onDisk = {};
  private final BitSet dirty = new BitSet();
  private long modifiedNanos;
  private @Nullable Object lockHolder;

  DiskFile(long inode) {
    this.inode = inode;
  }

  @Override
  public long inode() {
    return inode;
  }

  synchronized FileStatus status() {
    return new FileStatus(FileStatus.Kind.FILE, size, modifiedNanos, inode, 1, 1);
  }

  synchronized int write(ByteBuffer source, int position) {
    int count = source.remaining();
    resize(Math.max(size, position + count));
    source.get(cached, position, count);
    if (count > 0) {
      dirty.set(
          position / DirectedDisk.SECTOR_BYTES,
          (position + count - 1) / DirectedDisk.SECTOR_BYTES + 1);
    }
    return count;
  }

  synchronized int read(ByteBuffer target, int position) {
    if (position >= size) {
      return -1;
    }
    int count = Math.min(target.remaining(), size - position);
    target.put(cached, position, count);
    return count;
  }

  synchronized void resize(int newSize) {
    if (newSize > cached.length) {
      cached = Arrays.copyOf(cached, Math.max(newSize, cached.length * 2));
    }
    if (newSize < size) {
      Arrays.fill(cached, newSize, size, (byte) 0);
    }
    size = newSize;
  }

  synchronized int size() {
    return size;
  }

  synchronized void modified(long nanos) {
    modifiedNanos = nanos;
  }

  /** Writes the dirty sectors, and only these, to the disk. */
  synchronized void force() {
    byte[] forced = Arrays.copyOf(onDisk, size);
    dirty.stream().forEach(sector -> copySector(sector, cached, forced));
    onDisk = forced;
    dirty.clear();
  }

  /** What a force that failed leaves: the pages count as clean, and the disk does not have them. */
  synchronized void failForce() {
    onDisk = Arrays.copyOf(onDisk, size);
    dirty.clear();
  }

  synchronized DiskFile afterPowerLoss(Loss loss) {
    DiskFile after = new DiskFile(inode);
    byte[] content = Arrays.copyOf(onDisk, loss.names() ? size : onDisk.length);
    int first = dirty.isEmpty() ? 0 : dirty.nextSetBit(0);
    int last = dirty.length() - 1;
    if (loss.names() && content.length > onDisk.length) {
      Arrays.fill(content, onDisk.length, content.length, loss.fill());
    }
    dirty.stream()
        .filter(sector -> loss.sectors().survives(sector, first, last))
        .forEach(sector -> copySector(sector, cached, content));
    after.cached = content;
    after.onDisk = content.clone();
    after.size = content.length;
    after.modifiedNanos = modifiedNanos;
    return after;
  }

  private static void copySector(int sector, byte[] from, byte[] to) {
    int at = sector * DirectedDisk.SECTOR_BYTES;
    int count = Math.min(DirectedDisk.SECTOR_BYTES, Math.min(from.length, to.length) - at);
    if (count > 0) {
      System.arraycopy(from, at, to, at, count);
    }
  }

  synchronized byte[] content() {
    return Arrays.copyOf(cached, size);
  }

  synchronized void overwrite(int offset, byte[] bytes) {
    System.arraycopy(bytes, 0, cached, offset, bytes.length);
    System.arraycopy(bytes, 0, onDisk, offset, Math.min(bytes.length, onDisk.length - offset));
  }

  /** Takes the lock for a process, as POSIX has it: one holder, and any close of it frees. */
  synchronized boolean lock(Object holder) {
    if (lockHolder != null) {
      return false;
    }
    lockHolder = holder;
    return true;
  }

  synchronized void unlock(Object holder) {
    if (lockHolder == holder) {
      lockHolder = null;
    }
  }
}
