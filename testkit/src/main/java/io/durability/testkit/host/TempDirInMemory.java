package io.durability.testkit.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Temporary folders in memory where there is room, for tests of what does not depend on a disk:
 * such tests force thousands of small files, which takes a disk most of the time.
 *
 * <pre>{@code
 * @TempDir(factory = TempDirInMemory.class) Path place;
 * }</pre>
 */
public final class TempDirInMemory implements TempDirFactory {

  private static final Path IN_MEMORY = Path.of("/dev/shm");
  private static final String PREFIX = "durability-";

  /** Containers are given 64 MiB unless they ask for more: several tests at once need more. */
  private static final long ROOM_MIN_BYTES = 512 << 20;

  /** For JUnit. */
  public TempDirInMemory() {}

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
      throws IOException {
    return hasRoom()
        ? Files.createTempDirectory(IN_MEMORY, PREFIX)
        : Files.createTempDirectory(PREFIX);
  }

  private static boolean hasRoom() throws IOException {
    return Files.isWritable(IN_MEMORY)
        && Files.getFileStore(IN_MEMORY).getUsableSpace() >= ROOM_MIN_BYTES;
  }
}
