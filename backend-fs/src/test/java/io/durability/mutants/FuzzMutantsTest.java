package io.durability.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bugs that the fuzzer is to find can be planted; that it finds them is CI's to check. */
final class FuzzMutantsTest {

  @Test
  void textsAreThereOnce_aBugForEachTarget() throws IOException {
    List<Mutant> all = FuzzMutants.all();
    for (Mutant bug : all) {
      assertThat(bug.apply(MutantLoader.source(bug))).isNotEmpty();
    }
    assertThat(all).extracting(Mutant::scenario).doesNotHaveDuplicates();
  }
}
