package io.durability.it.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LadderTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final List<String> started = new ArrayList<>();

  private record TestRung(
      String name, Optional<String> missing, boolean fails, List<String> started)
      implements Rung<String> {
    @Override
    public Running<String> start() throws IOException {
      started.add(name);
      if (fails) {
        throw new IOException(name + " is broken");
      }
      return new Running<>(name, "1.0", "somewhere", () -> started.remove(name));
    }
  }

  private Rung<String> usable(String name) {
    return new TestRung(name, Optional.empty(), false, started);
  }

  private Rung<String> lacking(String name, String what) {
    return new TestRung(name, Optional.of(what), false, started);
  }

  private Rung<String> broken(String name) {
    return new TestRung(name, Optional.empty(), true, started);
  }

  private Ladder<String> ladder(Optional<String> wanted, List<Rung<String>> rungs) {
    return new Ladder<>("s3", rungs, wanted, new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void climb_takesTheFirstRungOnWhichNothingIsMissing_andSaysWhich() throws IOException {
    Ladder<String> ladder =
        ladder(Optional.empty(), List.of(lacking("docker", "no engine"), usable("a"), usable("b")));

    try (Running<String> running = ladder.climb().orElseThrow()) {
      assertThat(running.rung()).isEqualTo("a");
      assertThat(started).containsExactly("a");
    }
    assertThat(started).isEmpty();
    assertThat(said()).contains("[s3] tests run against a 1.0");
  }

  @Test
  void climb_rungThatDoesNotStart_isAnError_notAFallThrough() {
    Ladder<String> ladder = ladder(Optional.empty(), List.of(broken("a"), usable("b")));

    assertThatThrownBy(ladder::climb).isInstanceOf(IOException.class).hasMessage("a is broken");
    assertThat(started).containsExactly("a");
  }

  @Test
  void climb_nothingToBeHad_saysLoudlyWhatIsMissingOnEach() throws IOException {
    Ladder<String> ladder =
        ladder(Optional.empty(), List.of(lacking("docker", "no engine"), lacking("a", "no jars")));

    assertThat(ladder.climb()).isEmpty();
    assertThat(said())
        .contains("NO STORE TO TEST s3 AGAINST")
        .contains("docker: no engine")
        .contains("a: no jars");
  }

  @Test
  void climb_rungAskedFor_isTakenAlone() throws IOException {
    assertThat(
            ladder(Optional.of("b"), List.of(usable("a"), usable("b")))
                .climb()
                .orElseThrow()
                .rung())
        .isEqualTo("b");
  }

  @Test
  void climb_rungAskedForButNotToBeHad_isAnError() {
    Ladder<String> ladder = ladder(Optional.of("b"), List.of(usable("a"), lacking("b", "no jars")));

    assertThatThrownBy(ladder::climb)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("b: no jars");
  }

  @Test
  void climb_unknownRung_namesThoseThereAre() {
    assertThatThrownBy(ladder(Optional.of("c"), List.of(usable("a"), usable("b")))::climb)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[a, b]")
        .hasMessageContaining("found=c");
  }
}
