package io.durability.testkit.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The content of a file: sectors and a size. Sectors may lie beyond the size, as data that reached
 * the disk before the size did; {@link #trimmed} drops them. Immutable: a change makes a copy of
 * the references.
 */
final class FileContent implements Node {

  static final FileContent EMPTY = new FileContent(new Sector[0], 0, 0);

  private final Sector[] sectors;
  private final long size;
  private final long modifiedNanos;

  /** Over all sectors and their places; the size is added by {@link #hash}. */
  private final long sectorsHash;

  private FileContent(Sector[] sectors, long size, long modifiedNanos, long sectorsHash) {
    this.sectors = sectors;
    this.size = size;
    this.modifiedNanos = modifiedNanos;
    this.sectorsHash = sectorsHash;
  }

  private FileContent(Sector[] sectors, long size, long modifiedNanos) {
    this(sectors, size, modifiedNanos, 0);
  }

  long size() {
    return size;
  }

  long modifiedNanos() {
    return modifiedNanos;
  }

  long hash() {
    return Node.mix(sectorsHash + size * 0x9E3779B97F4A7C15L);
  }

  private static long placed(int index, Sector sector) {
    return sector == Sector.ZERO ? 0 : Node.mix(sector.hash() + index);
  }

  /** Returns how many sectors may hold something else than zeros. */
  int sectorCount() {
    return sectors.length;
  }

  Sector sector(int index) {
    return index < sectors.length ? sectors[index] : Sector.ZERO;
  }

  static int sectorsOf(long bytes) {
    return (int) ((bytes + Sector.BYTES - 1) / Sector.BYTES);
  }

  FileContent withModified(long nanos) {
    return new FileContent(sectors, size, nanos, sectorsHash);
  }

  /** Returns the content with another size; sectors stay as they are. */
  FileContent withSize(long bytes) {
    return bytes == size ? this : new FileContent(sectors, bytes, modifiedNanos, sectorsHash);
  }

  /** Returns the content with some sectors put in place. */
  FileContent withSectors(int first, List<Sector> put) {
    Editor editor = new Editor(this);
    for (int i = 0; i < put.size(); i++) {
      editor.put(first + i, put.get(i));
    }
    return editor.done();
  }

  /** Returns the content without what lies beyond the size. */
  FileContent trimmed() {
    int count = sectorsOf(size);
    int tail = (int) (size % Sector.BYTES);
    boolean cut = tail > 0 && count <= sectors.length && sector(count - 1) != Sector.ZERO;
    if (sectors.length <= count && !cut) {
      return this;
    }
    Editor editor = new Editor(this);
    for (int index = count; index < sectors.length; index++) {
      editor.put(index, Sector.ZERO);
    }
    if (cut) {
      editor.put(count - 1, sector(count - 1).cut(tail));
    }
    return editor.done();
  }

  /** Returns the sectors as they are after a write into this content. */
  List<Sector> written(long position, ByteBuffer bytes) {
    int first = (int) (position / Sector.BYTES);
    int count = sectorsOf(position + bytes.remaining()) - first;
    Sector[] after = new Sector[count];
    int offset = (int) (position % Sector.BYTES);
    for (int i = 0; i < count; i++) {
      int length = Math.min(Sector.BYTES - offset, bytes.remaining());
      byte[] whole = length == Sector.BYTES ? new byte[Sector.BYTES] : sector(first + i).copy();
      bytes.get(whole, offset, length);
      after[i] = Sector.of(whole);
      offset = 0;
    }
    return List.of(after);
  }

  /** Fills the buffer from a position; the range is within the size. */
  void read(long position, ByteBuffer target) {
    byte[] piece = new byte[Sector.BYTES];
    long at = position;
    while (target.hasRemaining()) {
      int offset = (int) (at % Sector.BYTES);
      int length = Math.min(Sector.BYTES - offset, target.remaining());
      sector((int) (at / Sector.BYTES)).copyTo(offset, piece, 0, length);
      target.put(piece, 0, length);
      at += length;
    }
  }

  /** Puts sectors, one by one. */
  static final class Editor {
    private Sector[] sectors;
    private long size;
    private final long modifiedNanos;
    private long hash;

    Editor(FileContent content) {
      sectors = content.sectors.clone();
      size = content.size;
      modifiedNanos = content.modifiedNanos;
      hash = content.sectorsHash;
    }

    long size() {
      return size;
    }

    Sector sector(int index) {
      return index < sectors.length ? sectors[index] : Sector.ZERO;
    }

    void put(int index, Sector sector) {
      if (index >= sectors.length) {
        if (sector == Sector.ZERO) {
          return;
        }
        int before = sectors.length;
        sectors = Arrays.copyOf(sectors, index + 1);
        Arrays.fill(sectors, before, sectors.length, Sector.ZERO);
      }
      hash += placed(index, sector) - placed(index, sectors[index]);
      sectors[index] = sector;
    }

    /** Sets the size; what a shorter one cuts off reads as zeros if the file grows again. */
    void resize(long bytes) {
      boolean shorter = bytes < size;
      size = bytes;
      if (shorter) {
        FileContent cut = done().trimmed();
        sectors = cut.sectors.clone();
        hash = cut.sectorsHash;
      }
    }

    FileContent done() {
      int count = sectors.length;
      while (count > 0 && sectors[count - 1] == Sector.ZERO) {
        count--;
      }
      return new FileContent(
          count == sectors.length ? sectors : Arrays.copyOf(sectors, count),
          size,
          modifiedNanos,
          hash);
    }
  }
}
