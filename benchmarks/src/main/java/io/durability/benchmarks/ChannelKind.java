package io.durability.benchmarks;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** The ways to write to a file and sync it that are compared. */
enum ChannelKind {
  /** A {@link FileChannel}; an interrupt of the writing thread closes it. */
  FILE("FileChannel + force"),
  /** An {@link AsynchronousFileChannel} that runs each write in the caller; interrupts spare it. */
  ASYNC("AsynchronousFileChannel, same thread + force"),
  /** A {@link FileChannel} whose writes return when the data is durable. */
  DSYNC("FileChannel, DSYNC"),
  /** The same, past the page cache; needs aligned buffers, offsets and lengths. */
  DIRECT_DSYNC("FileChannel, O_DIRECT + DSYNC");

  final String label;

  ChannelKind(String label) {
    this.label = label;
  }

  /** Opens {@code file} for writing, and creates it if it is absent. */
  SyncChannel open(Path file) throws IOException {
    return switch (this) {
      case FILE -> open(file, true);
      case ASYNC ->
          new SyncChannel.OfAsync(
              AsynchronousFileChannel.open(
                  file,
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                  new SameThreadExecutor()));
      case DSYNC -> open(file, false, StandardOpenOption.DSYNC);
      case DIRECT_DSYNC -> open(file, false, StandardOpenOption.DSYNC, direct());
    };
  }

  /** By reflection: newer compilers warn of the option's package, and nothing silences that. */
  private static OpenOption direct() {
    try {
      return (OpenOption)
          Class.forName("com.sun.nio.file.ExtendedOpenOption").getField("DIRECT").get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no direct I/O", e);
    }
  }

  private static SyncChannel open(Path file, boolean forces, OpenOption... more)
      throws IOException {
    OpenOption[] options = new OpenOption[more.length + 2];
    options[0] = StandardOpenOption.CREATE;
    options[1] = StandardOpenOption.WRITE;
    System.arraycopy(more, 0, options, 2, more.length);
    return new SyncChannel.OfFile(FileChannel.open(file, options), forces);
  }
}
