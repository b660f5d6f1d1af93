package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The random sequences find mistakes too, and shrink them to a few steps. */
final class DirectoryModelCanFailTest {

  private static final Set<String> FOUND =
      Set.of(
          "write leaves the rest of a longer file",
          "write ignores its condition",
          "write is forgotten at close",
          "version is the length",
          "file writer commits at close",
          "list ignores after",
          "delete does nothing",
          "rename copies and does not delete",
          "rename to itself deletes",
          "sync does nothing",
          "append files are gone at close",
          "seal only tells the length",
          "settle keeps one byte too few");

  private static DirectoryModelTest model(Defect defect) {
    String place = "model-" + defect.name();
    Defect.Place[] remembered = {new Defect.Place()};
    return new DirectoryModelTest() {
      @Override
      protected void prepare() {
        MemoryDirectory.drop(place);
        remembered[0] = new Defect.Place();
      }

      @Override
      protected Directory open() {
        return defect.wrap().apply(MemoryDirectory.named(place), remembered[0]);
      }

      @Override
      protected void dispose() {
        MemoryDirectory.drop(place);
      }
    };
  }

  @Test
  void mistakes_areFoundAndShrunk() {
    Set<String> found = new TreeSet<>();
    for (Defect defect : BrokenDirectories.all()) {
      if (FOUND.contains(defect.name())) {
        SequenceFailure failure =
            catchThrowableOfType(
                SequenceFailure.class, () -> model(defect).randomVerbs_agreeWithPlainMaps());
        assertThat(failure).as(defect.name()).isNotNull();
        assertThat(failure.operations()).as(defect.name()).hasSizeLessThanOrEqualTo(5);
        found.add(defect.name());
      }
    }
    assertThat(found).isEqualTo(new TreeSet<>(FOUND));
  }

  @Test
  void directoriesThatTakeEveryFreedom_pass() {
    for (Defect healthy : HealthyDirectories.all()) {
      model(healthy).randomVerbs_agreeWithPlainMaps();
    }
    for (Defect wrapped :
        List.of(
            new Defect("fault", Set.of(), (in, place) -> new FaultDirectory(in)),
            new Defect("write back", Set.of(), (in, place) -> new WriteBackDirectory(in)))) {
      assertThat(
              catchThrowableOfType(
                  SequenceFailure.class, () -> model(wrapped).randomVerbs_agreeWithPlainMaps()))
          .as(wrapped.name())
          .isNull();
    }
  }
}
