package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.durability.errors.DurabilityException;
import io.durability.storage.Appender;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FilterDirectory;
import io.durability.storage.MemoryDirectory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The model of a log notices directories that break what the log relies on, in few steps. */
final class LogModelCanFailTest {

  /** As small as a sequence shrinks that shows such a defect. */
  private static final int STEPS_MAX = 8;

  /** The model, on a directory with a defect. */
  private static final class Defective extends LogModelTest {
    private static final String PLACE = "defective-log-model";
    private final UnaryOperator<Directory> defect;

    Defective(UnaryOperator<Directory> defect) {
      this.defect = defect;
    }

    @Override
    protected void prepare() {
      MemoryDirectory.drop(PLACE);
    }

    @Override
    protected Directory open() {
      return defect.apply(MemoryDirectory.named(PLACE));
    }

    @Override
    protected void dispose() {
      MemoryDirectory.drop(PLACE);
    }
  }

  /** Confirms each sync of a file, but the first, and does nothing. */
  private static Directory confirmingUnsynced(Directory in) {
    return new FilterDirectory(in) {
      @Override
      public Appender append(FileName name) throws DurabilityException {
        return new FilterAppender(in.append(name)) {
          private boolean begun;

          @Override
          public CompletableFuture<Long> sync() {
            if (!begun) {
              begun = true;
              return super.sync();
            }
            return CompletableFuture.completedFuture(length());
          }
        };
      }
    };
  }

  /** Deletes the segment behind those that it was told to delete. */
  private static Directory deletingOneMore(Directory in) {
    return new FilterDirectory(in) {
      @Override
      public void delete(Collection<FileName> names) throws DurabilityException {
        List<FileName> more = new ArrayList<>(names);
        if (names.stream().anyMatch(name -> name.value().startsWith("wal/"))) {
          in.list("wal/").stream()
              .map(io.durability.storage.FileInfo::name)
              .filter(name -> !names.contains(name))
              .limit(1)
              .forEach(more::add);
        }
        super.delete(more);
      }
    };
  }

  private static void assertNoticed(UnaryOperator<Directory> defect) {
    LogModelTest test = new Defective(defect);
    SequenceFailure failure =
        catchThrowableOfType(SequenceFailure.class, test::randomLives_agreeWithTheModel);
    assertThat(failure).isNotNull();
    assertThat(failure.operations()).hasSizeBetween(1, STEPS_MAX);
  }

  @Test
  void syncsThatDoNothing_areNoticed() {
    assertNoticed(LogModelCanFailTest::confirmingUnsynced);
  }

  @Test
  void segmentDeletedThatIsNeeded_isNoticed() {
    assertNoticed(LogModelCanFailTest::deletingOneMore);
  }
}
