package io.durability.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;

/** A process that appends until it is killed, and prints each entry when it is acknowledged. */
final class LoadedWriter {

  private static final int APPENDERS = 3;

  private LoadedWriter() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    LoadedLog log = LoadedLog.open(FsDirectory.open(Path.of(arguments[0])));
    log.start(APPENDERS, "pid-" + ProcessHandle.current().pid());
    long printed = 0;
    while (true) {
      SortedMap<Long, String> more = log.acked().tailMap(printed + 1);
      if (!more.isEmpty()) {
        printed = more.lastKey();
        more.forEach((id, entry) -> System.out.println(id + " " + entry));
      }
      Thread.sleep(1);
    }
  }
}
