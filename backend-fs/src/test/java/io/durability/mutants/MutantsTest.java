package io.durability.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.testkit.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Breaks one rule of the protocol after the other and shows that a scenario notices. A mutant that
 * survives is either equivalent, which then is to be argued here, or a test is missing.
 */
final class MutantsTest {

  private static final Path FIGURE = Path.of("target", "figures", "mutants.txt");
  private static final int PATIENCE_SECONDS = 60;
  private static final Map<String, String> CAUGHT = new TreeMap<>();

  private static final boolean ALL =
      "all".equals(System.getenv("DURABILITY_MUTANTS")) || Effort.isFull();

  /** In the build of every day one for each barrier of docs/PROTOCOL.md; in CI's check all. */
  private static final Set<String> EACH_DAY =
      Set.of(
          "ack before sync",
          "header not durable before frames are written behind it",
          "next header before everything in the segment is durable",
          "frontier not read after the header",
          "end looked for before the seal",
          "no settle",
          "marker for a checkpoint that was not committed",
          "truncate before the marker is durable",
          "poison off",
          "watermark above what is durable",
          "a spare gets its name before its content is durable",
          "file written again before its deletion is durable");

  static Stream<Mutant> mutants() {
    return Mutants.all().stream().filter(mutant -> ALL || EACH_DAY.contains(mutant.name()));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mutant_isCaught_byItsScenario(Mutant mutant) throws Exception {
    Throwable what = whatCatches(MutantLoader.of(mutant), mutant.scenario());
    assertThat(what).as("%s survives %s", mutant, mutant.scenario()).isNotNull();
    // A mutant that does not even load proves nothing.
    assertThat(what)
        .isNotInstanceOf(LinkageError.class)
        .isNotInstanceOf(ReflectiveOperationException.class);
    String message = String.valueOf(what.getMessage()).strip().replaceAll("[\\s\\x00]+", " ");
    String shown = message.length() > 160 ? message.substring(0, 160) + " …" : message;
    CAUGHT.put(
        mutant.name(), mutant.scenario() + ": " + what.getClass().getSimpleName() + ": " + shown);
  }

  /** A scenario that hangs on a mutant is no proof: this fails then. */
  private static @Nullable Throwable whatCatches(MutantLoader loader, String scenario)
      throws Exception {
    FutureTask<Boolean> run =
        new FutureTask<>(
            () -> {
              try {
                Scenarios.run(loader, scenario);
              } catch (Throwable e) {
                throw new ExecutionException(e);
              }
              return true;
            });
    Thread thread = new Thread(run, "mutant");
    thread.setDaemon(true);
    thread.start();
    try {
      run.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return null;
    } catch (ExecutionException e) {
      return e.getCause().getCause();
    }
  }

  @Test
  void names_areUnique_textsAreThereOnce_scenariosExist() throws IOException {
    Set<String> names = new HashSet<>();
    List<String> wrong = new ArrayList<>();
    for (Mutant mutant : Mutants.all()) {
      assertThat(names.add(mutant.name())).as(mutant.name()).isTrue();
      assertThat(Scenarios.all()).contains(mutant.scenario());
      try {
        // Loudly, and each day: a mutant whose text has gone mutates nothing.
        assertThat(mutant.apply(MutantLoader.source(mutant))).isNotEmpty();
      } catch (AssertionError e) {
        wrong.add(e.getMessage());
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(names).containsAll(EACH_DAY);
  }

  @Test
  void textThatIsNotThereOnce_isRefused() {
    Mutant none = Mutant.of("none", "", "File.java").replace("absent", "");
    assertThatThrownBy(() -> none.apply("text")).hasMessageContaining("its text is not in");
    Mutant twice = Mutant.of("twice", "", "File.java").replace("x", "");
    assertThatThrownBy(() -> twice.apply("x x")).hasMessageContaining("more than once");
  }

  @AfterAll
  static void report() throws IOException {
    List<String> lines = new ArrayList<>();
    CAUGHT.forEach((mutant, what) -> lines.add(mutant + "\n    caught by " + what));
    lines.add("mutants: " + CAUGHT.size() + " of " + mutants().count() + " caught");
    Files.createDirectories(FIGURE.getParent());
    Files.write(FIGURE, lines);
  }
}
