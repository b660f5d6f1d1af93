package io.durability.errors;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The place a failure is about: a directory and, where they are known, a file, a byte offset in it
 * and an entry id. It never holds a secret: the directory is named as its {@code toString} names
 * it, which shows no credentials.
 *
 * @param directory the directory, as it names itself
 * @param file the logical file name, or null if the failure is not about one file
 * @param offset the byte offset in the file, or -1
 * @param entryId the entry id, or -1
 */
public record Location(String directory, @Nullable String file, long offset, long entryId)
    implements Serializable {

  /** Names a directory as a whole. */
  public static Location of(Object directory) {
    return new Location(directory.toString(), null, -1, -1);
  }

  /** Names a file of a directory. */
  public static Location of(Object directory, Object file) {
    return new Location(directory.toString(), file.toString(), -1, -1);
  }

  /** Returns this place narrowed to a byte offset. */
  public Location at(long byteOffset) {
    return new Location(directory, file, byteOffset, entryId);
  }

  /** Returns this place narrowed to an entry id. */
  public Location entry(long id) {
    return new Location(directory, file, offset, id);
  }

  /** Returns the known parts, as they stand in a message: {@code file=…, offset=…, entry=…}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (file != null) {
      text.append("file=").append(file).append(", ");
    }
    if (offset >= 0) {
      text.append("offset=").append(offset).append(", ");
    }
    if (entryId >= 0) {
      text.append("entry=").append(entryId).append(", ");
    }
    return text.append("directory=").append(directory).toString();
  }
}
