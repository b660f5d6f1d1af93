package io.durability.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.concurrency.Linearizability;
import io.durability.concurrency.OwnJvm;
import io.durability.testkit.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Control: code with a race planted in it is found not to be linearizable. */
final class LinearizabilityCanFailTest {

  private static final Path FIGURE = Path.of("target", "figures", "races.txt");
  private static final int PATIENCE_SECONDS = 100;
  private static final List<String> FOUND = new ArrayList<>();

  /** One in the build of every day, because each costs a JVM. */
  static List<Mutant> races() {
    List<Mutant> all = RaceMutants.all();
    return Effort.isFull() ? all : all.subList(0, 1);
  }

  @Test
  void textsAreThereOnce() throws IOException {
    for (Mutant race : RaceMutants.all()) {
      assertThat(race.apply(MutantLoader.source(race))).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("races")
  void race_isFound(Mutant race) throws Exception {
    OwnJvm.End end =
        MutantProcess.run(
            race, List.of(Linearizability.class.getName(), race.scenario()), PATIENCE_SECONDS);
    // By what Lincheck says, because a mutant that does not even load ends badly, too.
    assertThat(end.output()).as("%s is not found", race).contains(Linearizability.FOUND);
    assertThat(end.code()).isEqualTo(1);
    FOUND.add(race.name());
  }

  @AfterAll
  static void report() throws IOException {
    Files.createDirectories(FIGURE.getParent());
    Files.writeString(FIGURE, FOUND.size() + " of " + races().size() + " planted races found\n");
  }
}
