package io.durability.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.NotFoundException;
import io.durability.errors.UnavailableException;
import io.durability.storage.Appender;
import io.durability.storage.Condition;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SettleTest extends FsFixture {

  private static final String WAL = "wal/1";

  /** Leaves a file as a killed process would: behind the data zeros, and nothing cut. */
  private byte[] leaveFile(int size) throws Exception {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    Files.createDirectories(root.resolve("wal"));
    Files.write(root.resolve(WAL), content);
    claim();
    return content;
  }

  @Test
  void settle_rewritesThenCutsThenForcesFileAndFolder() throws Exception {
    byte[] content = leaveFile(10_000);
    assertThat(directory.seal(name(WAL))).isEqualTo(10_000);
    files.taken();
    directory.settle(name(WAL), 4096, 9_000);
    assertThat(files.taken())
        .containsExactly(
            "open wal/1",
            "write wal/1 4096+4904",
            "truncate wal/1 9000",
            "force-all wal/1",
            "force-folder wal");
    assertThat(Files.readAllBytes(root.resolve(WAL))).isEqualTo(Arrays.copyOf(content, 9_000));
    directory.settle(name(WAL), 0, 9_000);
    assertThat(directory.seal(name(WAL))).isEqualTo(9_000);
    assertThat(Files.readAllBytes(root.resolve(WAL))).isEqualTo(Arrays.copyOf(content, 9_000));
  }

  @Test
  @Tag("fault-31")
  void settle_longFile_isRewrittenInPieces() throws Exception {
    byte[] content = leaveFile(5_000_001);
    directory.seal(name(WAL));
    files.bytesPerWriteMax(700_000);
    directory.settle(name(WAL), 1, 5_000_001);
    assertThat(Files.readAllBytes(root.resolve(WAL))).isEqualTo(content);
  }

  @Test
  void settle_nothingUnknown_stillForces() throws Exception {
    leaveFile(100);
    directory.seal(name(WAL));
    files.taken();
    directory.settle(name(WAL), 100, 100);
    assertThat(files.taken()).containsExactly("open wal/1", "force-all wal/1", "force-folder wal");
  }

  @Test
  void settle_afterOwnAppender_cutsTheReservedZeros() throws Throwable {
    Appender appender = directory.append(name(WAL));
    appender.write(bytes(4096, 1));
    now(appender.sync());
    appender.write(bytes(4096, 2));
    now(appender.sync());
    directory.seal(name(WAL));
    directory.settle(name(WAL), 4096, 8192);
    appender.close();
    assertThat(Files.size(root.resolve(WAL))).isEqualTo(8192);
  }

  @Test
  void settle_wrongUse_changesNothing() throws Exception {
    leaveFile(100);
    assertThatThrownBy(() -> directory.settle(name("none"), 0, 0))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> directory.settle(name(WAL), 0, 100))
        .isInstanceOf(IllegalStateException.class);
    directory.seal(name(WAL));
    for (long[] range : new long[][] {{-1, 5}, {6, 5}, {0, 101}}) {
      assertThatThrownBy(() -> directory.settle(name(WAL), range[0], range[1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Files.size(root.resolve(WAL))).isEqualTo(100);
    reopen();
    assertThatThrownBy(() -> directory.settle(name(WAL), 0, 100))
        .as("sealed by an earlier directory")
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void settle_anyForceFails_isNotReportedAsDone() throws Exception {
    byte[] content = leaveFile(100);
    directory.seal(name(WAL));
    for (String step : new String[] {"write", "truncate", "force-all", "force-folder"}) {
      files.failOn(operation -> operation.startsWith(step));
      assertThatThrownBy(() -> directory.settle(name(WAL), 0, 50))
          .as(step)
          .isInstanceOf(UnavailableException.class);
      assertThat(Arrays.copyOf(Files.readAllBytes(root.resolve(WAL)), 50))
          .isEqualTo(Arrays.copyOf(content, 50));
      Files.write(root.resolve(WAL), content);
    }
  }

  @Test
  void seal_nameOfAWholeFile_leavesItReadable() throws Exception {
    directory.write(name("a"), bytes("x"), Condition.none());
    assertThat(directory.seal(name("a"))).isEqualTo(1);
    ByteBuffer read = ByteBuffer.allocate(1);
    try (var reader = directory.open(name("a"))) {
      reader.read(0, read);
    }
    assertThat(read.flip()).isEqualTo(bytes("x"));
  }
}
