package io.durability.fs;

import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.UnavailableException;
import io.durability.errors.UnsupportedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** The one place where failures of the operating system become failures of the library. */
final class Failures {

  private Failures() {}

  /**
   * Returns the failure to throw. Full disk, missing permission, too many open files, read-only
   * file system, device error: all are {@link UnavailableException}s, because the caller's reaction
   * is the same, to mend what the kept cause tells. Absence is not decided here: only the verbs
   * know where it is an answer.
   *
   * @param what what was not done, such as {@code "file not written"}
   */
  static DurabilityException of(String what, Location location, IOException cause) {
    if (cause instanceof DurabilityException already) {
      return already;
    }
    return new UnavailableException(what + ", found=" + reason(cause), location, cause);
  }

  /** A name is taken by something that this backend neither reads nor replaces. */
  static UnsupportedException refused(FileStatus.Kind kind, Object place, Location location) {
    String found =
        switch (kind) {
          case FILE -> "a file";
          case FOLDER -> "a folder";
          case LINK -> "a symbolic link";
          case OTHER -> "a pipe, socket or device";
        };
    return new UnsupportedException("refused, found=" + found + " at " + place, location);
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (cause instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
