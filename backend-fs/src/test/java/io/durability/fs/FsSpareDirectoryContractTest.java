package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.errors.DurabilityException;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FilterDirectory;
import io.durability.testkit.DirectoryContractTest;
import io.durability.testkit.host.TempDirInMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** The local-disk directory keeps the contract also where append files are deleted ones. */
final class FsSpareDirectoryContractTest extends DirectoryContractTest {

  private static final int OLD_BYTES = 3 << 20;

  private static final AtomicInteger SPARES_LEFT = new AtomicInteger();

  @TempDir(factory = TempDirInMemory.class)
  Path place;

  @Override
  protected Directory open() throws DurabilityException {
    return new Worn(FsDirectory.open(place.resolve("root")));
  }

  @AfterAll
  static void spares_wereThere() {
    assertThat(SPARES_LEFT).hasPositiveValue();
  }

  /** Deletes a file before each append, so that one is there to be written again. */
  private final class Worn extends FilterDirectory {

    Worn(Directory in) {
      super(in);
    }

    @Override
    public Appender append(FileName name) throws DurabilityException {
      try {
        leaveSpare(name);
      } catch (DurabilityException | IllegalArgumentException e) {
        // Nor will the append succeed, or its name is too long for another beside it.
        assertThat(e).isNotNull();
      }
      return in.append(name);
    }

    private void leaveSpare(FileName name) throws DurabilityException {
      FileName old = FileName.of(FileTree.folder(name) + "old-" + UUID.randomUUID());
      byte[] content = new byte[OLD_BYTES];
      Arrays.fill(content, (byte) 'o');
      try (Appender appender = in.append(old)) {
        appender.write(ByteBuffer.wrap(content));
        appender.sync().join();
      }
      in.delete(List.of(old));
      try (Stream<Path> left = Files.list(place.resolve("root/~temp"))) {
        // Where threads race, another may have taken it by now.
        SPARES_LEFT.addAndGet((int) left.count());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
