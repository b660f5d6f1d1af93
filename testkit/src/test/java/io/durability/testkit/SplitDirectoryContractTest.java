package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.UnsupportedException;
import io.durability.storage.Condition;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import io.durability.storage.SplitDirectory;
import io.durability.storage.Traits;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two directories as one keep the contract, and each has what belongs there. */
final class SplitDirectoryContractTest extends DirectoryContractTest {

  private static final String LOG = "split-log";
  private static final String CHECKPOINTS = "split-checkpoints";

  @Override
  protected void prepare() {
    dispose();
  }

  @Override
  protected Directory open() {
    return SplitDirectory.of(MemoryDirectory.named(LOG), MemoryDirectory.named(CHECKPOINTS));
  }

  @Override
  protected void dispose() {
    MemoryDirectory.drop(LOG);
    MemoryDirectory.drop(CHECKPOINTS);
  }

  @Test
  void files_areWhereTheyBelong_andListedTogether() throws Exception {
    for (String each : List.of("checkpoints/a", "checkpoint", "wal/1", "checkpoints-old/b")) {
      dir.write(name(each), buffer(bytes(10, each.hashCode())), Condition.absent());
    }
    assertThat(names(dir.list("")))
        .containsExactly("checkpoint", "checkpoints-old/b", "checkpoints/a", "wal/1");
    assertThat(names(dir.list("checkpoints")))
        .containsExactly("checkpoints-old/b", "checkpoints/a");
    assertThat(names(dir.list("checkpoints/"))).containsExactly("checkpoints/a");
    assertThat(names(dir.list("", "checkpoints/a"))).containsExactly("wal/1");
    assertThat(names(MemoryDirectory.named(CHECKPOINTS).list(""))).containsExactly("checkpoints/a");
    dir.delete(List.of(name("wal/1"), name("checkpoints/a")));
    assertThat(names(dir.list(""))).containsExactly("checkpoint", "checkpoints-old/b");
  }

  @Test
  void othersFiles_onTheOtherSide_areNotSeen() throws Exception {
    MemoryDirectory.named(CHECKPOINTS)
        .write(name("wal/1"), buffer(bytes(1, 1)), Condition.absent());
    MemoryDirectory.named(LOG)
        .write(name("checkpoints/1"), buffer(bytes(1, 1)), Condition.absent());
    assertThat(dir.list("")).isEmpty();
    assertThat(dir.stat(name("wal/1"))).isEmpty();
    assertThat(dir.stat(name("checkpoints/1"))).isEmpty();
  }

  @Test
  void rename_fromOneToTheOther_isRefused_andChangesNothing() throws Exception {
    dir.write(name("a"), buffer(bytes(3, 3)), Condition.absent());
    assertThatThrownBy(() -> dir.rename(name("a"), name("checkpoints/a")))
        .isInstanceOf(UnsupportedException.class);
    assertWhole("a", bytes(3, 3));
    assertThat(dir.stat(name("checkpoints/a"))).isEmpty();
  }

  @Test
  void traits_areTheWeakerOnes_andTheLogsForAppendFiles() {
    Traits blocks = new AlignedDirectory(new MemoryDirectory(), 4096).traits();
    Directory split =
        SplitDirectory.of(new AlignedDirectory(new MemoryDirectory(), 4096), new MemoryDirectory());
    assertThat(split.traits()).isEqualTo(blocks);
  }
}
