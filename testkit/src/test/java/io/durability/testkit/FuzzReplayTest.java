package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the fuzzer found worth keeping is read again, on every JDK and without a fuzzer: no crash,
 * no excess of memory, nothing wrong.
 */
final class FuzzReplayTest {

  private static final String INPUTS = "/fuzz/";

  /** A target. */
  private interface Target {
    void takes(byte[] data) throws IOException;
  }

  private static final Map<String, Target> TARGETS =
      Map.of(
          "FuzzFrame", FuzzFrame::fuzzerTestOneInput,
          "FuzzSegmentHeader", FuzzSegmentHeader::fuzzerTestOneInput,
          "FuzzCheckpoint", FuzzCheckpoint::fuzzerTestOneInput,
          "FuzzRecordLog", FuzzRecordLog::fuzzerTestOneInput,
          "FuzzLog", FuzzLog::fuzzerTestOneInput,
          "FuzzNames", FuzzNames::fuzzerTestOneInput,
          "FuzzSegmentIndex", FuzzSegmentIndex::fuzzerTestOneInput);

  static Stream<String> targets() {
    return TARGETS.keySet().stream().sorted();
  }

  private static List<Path> inputs(String target) throws IOException, URISyntaxException {
    Path folder =
        Path.of(
            Objects.requireNonNull(FuzzReplayTest.class.getResource(INPUTS + target), target)
                .toURI());
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  @Tag("fault-42")
  void keptInputs_areReadOrRefused(String target) throws Exception {
    Target replayed = Objects.requireNonNull(TARGETS.get(target), target);
    List<Path> inputs = inputs(target);
    assertThat(inputs).isNotEmpty();
    for (Path input : inputs) {
      replay(replayed, input);
    }
  }

  private static void replay(Target target, Path input) throws IOException {
    byte[] data = Files.readAllBytes(input);
    try {
      target.takes(data);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(input + ": " + e.getMessage(), e);
    }
  }

  /** Good inputs are accepted: else the targets would compare nothing. */
  @Test
  void seeds_areAccepted_andAnythingElseThrownIsNoticed() throws Exception {
    byte[] frame = Files.readAllBytes(inputs("FuzzFrame").get(0).resolveSibling("seed-entry"));
    byte[] longer = Arrays.copyOf(frame, frame.length + 8);
    FuzzFrame.fuzzerTestOneInput(longer);
    assertThat(Fuzzed.accepts(1, IOException.class, () -> {})).isTrue();
    assertThat(
            Fuzzed.accepts(
                1,
                IOException.class,
                () -> {
                  throw new IOException("refused");
                }))
        .isFalse();
    assertThatThrownBy(
            () ->
                Fuzzed.accepts(
                    1,
                    IOException.class,
                    () -> {
                      throw new IndexOutOfBoundsException("planted");
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("planted");
    assertThatThrownBy(
            () ->
                Fuzzed.accepts(
                    1, IOException.class, () -> assertThat(new byte[8 << 20]).isNotNull()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("bytes of memory");
  }
}
