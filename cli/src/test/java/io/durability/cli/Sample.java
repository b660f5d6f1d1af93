package io.durability.cli;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.fs.FsDirectory;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;

/** A log in some condition. */
enum Sample {
  /** Closed by its writer. */
  GOOD {
    @Override
    AutoCloseable make(Path folder) throws IOException {
      return closed(folder);
    }
  },
  /** Behind the end lies what a crash cut off. */
  TORN {
    @Override
    AutoCloseable make(Path folder) throws IOException {
      closed(folder);
      change(
          segment(folder, OrdersLog.SEGMENTS),
          file -> {
            byte[] torn = new byte[100];
            Arrays.fill(torn, (byte) 'Z');
            file.seek(file.length());
            file.write(torn);
          });
      return Sample::nothing;
    }
  },
  /** Behind the end lie zeros. */
  ZEROS {
    @Override
    AutoCloseable make(Path folder) throws IOException {
      closed(folder);
      change(
          segment(folder, OrdersLog.SEGMENTS), file -> file.setLength(file.length() + 2 * BLOCK));
      return Sample::nothing;
    }
  },
  /** A bit of an entry that had been durable is another: that of id 8, in the second segment. */
  CORRUPT {
    @Override
    AutoCloseable make(Path folder) throws IOException {
      closed(folder);
      change(
          segment(folder, 2),
          file -> {
            file.seek(2 * BLOCK + 34);
            int before = file.read();
            file.seek(2 * BLOCK + 34);
            file.write(before ^ 1);
          });
      return Sample::nothing;
    }
  },
  /** Where the entry of id 8 was stand zeros. */
  HOLE {
    @Override
    AutoCloseable make(Path folder) throws IOException {
      closed(folder);
      change(
          segment(folder, 2),
          file -> {
            file.seek(2 * BLOCK);
            file.write(new byte[BLOCK]);
          });
      return Sample::nothing;
    }
  },
  /** Without an entry. */
  EMPTY {
    @Override
    AutoCloseable make(Path folder) throws IOException {
      try (Directory directory = FsDirectory.open(folder)) {
        Log.open(directory, Codecs.utf8(), OrdersLog.options()).close();
      }
      return Sample::nothing;
    }
  },
  /** There is none. */
  MISSING {
    @Override
    AutoCloseable make(Path folder) {
      return Sample::nothing;
    }
  },
  /** A writer lives in this process. */
  LIVE_HERE {
    @Override
    AutoCloseable make(Path folder) throws IOException {
      Directory directory = Directories.open(folder.toUri());
      Log<String> log = OrdersLog.write(directory);
      return () -> {
        log.close();
        directory.close();
      };
    }
  },
  /** A writer lives in another process. */
  LIVE_ELSEWHERE {
    @Override
    AutoCloseable make(Path folder) throws IOException {
      return LiveWriter.start(folder);
    }
  };

  static final int BLOCK = 4096;

  /** Makes the log in a folder; what is returned ends its writer. */
  abstract AutoCloseable make(Path folder) throws IOException;

  static Path segment(Path folder, int number) {
    return folder.resolve(String.format("wal/%020d.wal", number));
  }

  boolean isLive() {
    return this == LIVE_HERE || this == LIVE_ELSEWHERE;
  }

  /** Ends the writer of a log that has none. */
  private static void nothing() {}

  private interface Change {
    void to(RandomAccessFile file) throws IOException;
  }

  private static void change(Path path, Change change) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      change.to(file);
    }
  }

  private static AutoCloseable closed(Path folder) throws IOException {
    try (Directory directory = FsDirectory.open(folder)) {
      OrdersLog.write(directory).close();
    }
    return Sample::nothing;
  }

  /** Makes logs for a check that runs the tool from outside: a folder, then names of samples. */
  public static void main(String[] args) throws IOException {
    for (String name : Arrays.asList(args).subList(1, args.length)) {
      valueOf(name).make(Path.of(args[0], name));
    }
  }
}
