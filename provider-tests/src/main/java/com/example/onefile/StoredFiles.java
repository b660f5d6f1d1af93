package com.example.onefile;

import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.Version;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeMap;

/**
 * The files, as the changes so far have left them. A change is bytes, made here and applied here:
 * by the verb, once it is durable, and again when the journal is replayed.
 */
final class StoredFiles {

  private static final int PUT = 1;
  private static final int DELETE = 2;
  private static final int RENAME = 3;
  private static final int CREATE = 4;
  private static final int ADD = 5;
  private static final int SEAL = 6;
  private static final int CUT = 7;

  final TreeMap<String, StoredFile> files = new TreeMap<>();
  private long lastVersion;

  /** One file. What is below the size never changes in place, so a reader needs no lock. */
  static final class StoredFile {
    byte[] content;
    int size;
    final long version;
    boolean sealed;

    StoredFile(byte[] content, int size, long version) {
      this.content = content;
      this.size = size;
      this.version = version;
    }

    Version version() {
      return new Version(Long.toString(version));
    }

    FileInfo info(FileName name) {
      return new FileInfo(name, size, version());
    }
  }

  private interface Body {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] change(int kind, Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(kind);
      body.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to the heap", e);
    }
    return bytes.toByteArray();
  }

  static byte[] put(FileName name, byte[] content) {
    return change(
        PUT,
        out -> {
          out.writeUTF(name.value());
          out.write(content);
        });
  }

  static byte[] delete(Collection<FileName> names) {
    return change(
        DELETE,
        out -> {
          for (FileName name : names) {
            out.writeUTF(name.value());
          }
        });
  }

  static byte[] rename(FileName from, FileName to) {
    return change(
        RENAME,
        out -> {
          out.writeUTF(from.value());
          out.writeUTF(to.value());
        });
  }

  static byte[] create(FileName name) {
    return change(CREATE, out -> out.writeUTF(name.value()));
  }

  static byte[] add(FileName name, byte[] bytes) {
    return change(
        ADD,
        out -> {
          out.writeUTF(name.value());
          out.write(bytes);
        });
  }

  static byte[] seal(FileName name) {
    return change(SEAL, out -> out.writeUTF(name.value()));
  }

  static byte[] cut(FileName name, int end) {
    return change(
        CUT,
        out -> {
          out.writeUTF(name.value());
          out.writeInt(end);
        });
  }

  void apply(byte[] change) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(change))) {
      int kind = in.readByte();
      if (kind == DELETE) {
        while (in.available() > 0) {
          end(files.remove(in.readUTF()));
        }
        return;
      }
      apply(kind, in.readUTF(), in);
    } catch (IOException e) {
      throw new UncheckedIOException("a change whose checksum is right is malformed", e);
    }
  }

  private void apply(int kind, String name, DataInputStream in) throws IOException {
    switch (kind) {
      case PUT -> replace(name, in.readAllBytes());
      case CREATE -> files.put(name, new StoredFile(new byte[0], 0, ++lastVersion));
      case RENAME -> {
        StoredFile from = files.remove(name);
        end(from);
        replace(in.readUTF(), Arrays.copyOf(from.content, from.size));
      }
      case ADD -> {
        StoredFile file = files.get(name);
        byte[] bytes = in.readAllBytes();
        int size = Math.addExact(file.size, bytes.length);
        if (size > file.content.length) {
          file.content = Arrays.copyOf(file.content, Math.max(size, 2 * file.content.length));
        }
        System.arraycopy(bytes, 0, file.content, file.size, bytes.length);
        file.size = size;
      }
      case SEAL -> files.get(name).sealed = true;
      case CUT -> {
        StoredFile file = files.get(name);
        file.size = in.readInt();
        file.content = Arrays.copyOf(file.content, file.size);
      }
      default -> throw new IOException("kind of change unknown [found=" + kind + "]");
    }
  }

  private void replace(String name, byte[] content) {
    end(files.put(name, new StoredFile(content, content.length, ++lastVersion)));
  }

  /** An appender of a file that is gone must not go on as if it were there. */
  private static void end(StoredFile gone) {
    if (gone != null) {
      gone.sealed = true;
    }
  }
}
