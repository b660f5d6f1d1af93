package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.testkit.Damage.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A log cut at every byte, every byte of it changed, and worse: what comes back is the full state,
 * or less where the contract says that nobody can know better, or an error. The build of every day
 * takes a part of the cases; {@code DURABILITY_CUTS=all} in the environment takes all of them; with
 * {@code DURABILITY_FULL=true} every bit is flipped besides, and every case also claims the log and
 * goes on. With {@code -Ddurability.case=ID} one case runs alone, with the beginning of an ID all
 * that begin so.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class CutEveryByteTest {

  private static final Path FIGURE = Path.of("target", "figures", "cut-every-byte.txt");
  private static final boolean FULL = Effort.isFull();
  private static final boolean ALL = FULL || "all".equals(System.getenv("DURABILITY_CUTS"));
  private static final String ONLY = System.getProperty("durability.case", "");

  /** Every so many of the many small cases run: a prime, so that no alignment hides from it. */
  private static final int STEP = ALL ? 1 : 61;

  /** Every so many of the others. */
  private static final int OTHERS_STEP = ALL ? 1 : 13;

  /** Every so many of the many small cases go on after the recovery. */
  private static final int GO_ON_STEP = FULL ? 1 : 16;

  private static final int SHOWN = 40;

  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

  @Test
  @Tag("fault-22")
  @Tag("fault-21")
  @Tag("fault-20")
  @Tag("fault-19")
  @Tag("fault-17")
  @Tag("fault-16")
  @Tag("fault-13")
  @Tag("fault-10")
  void damage_anywhere_fullStateOrAllowedPrefixOrTypedError() throws IOException {
    try (Silence silence = Silence.begin()) {
      assertThat(silence).isNotNull();
      runAll();
    }
  }

  private void runAll() throws IOException {
    NavigableMap<Kind, Integer> counts = new TreeMap<>();
    List<String> lines = new ArrayList<>();
    for (Specimen specimen : Specimens.all()) {
      List<Damage> damages = Damages.of(specimen, FULL);
      long begun = System.nanoTime();
      List<Damage> run = ONLY.isEmpty() ? sample(damages) : named(damages, specimen);
      IntStream.range(0, run.size()).parallel().forEach(i -> judge(specimen, run.get(i), i));
      Damages.count(run, counts);
      lines.add(
          String.format(
              Locale.ROOT,
              "%s: %,d bytes in %d files, %,d cases, %d ms",
              specimen.name(),
              specimen.bytes(),
              specimen.files().size(),
              run.size(),
              TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)));
    }
    report(lines, counts);
    assertThat(wrong.stream().limit(SHOWN)).as("%d cases are wrong", wrong.size()).isEmpty();
    assertThat(counts).as("no case %s", ONLY).isNotEmpty();
  }

  private static List<Damage> named(List<Damage> damages, Specimen specimen) {
    return damages.stream().filter(damage -> damage.id(specimen).startsWith(ONLY)).toList();
  }

  private static List<Damage> sample(List<Damage> damages) {
    return IntStream.range(0, damages.size())
        .filter(i -> i % step(damages.get(i)) == 0)
        .mapToObj(damages::get)
        .toList();
  }

  private static int step(Damage damage) {
    return switch (damage.kind()) {
      case DELETE, HOLE -> 1;
      default -> ofMany(damage) ? STEP : OTHERS_STEP;
    };
  }

  /** Whether there is one such case for every byte of a log or so. */
  private static boolean ofMany(Damage damage) {
    return damage.kind().compareTo(Kind.FORGED_WORD) < 0;
  }

  private void judge(Specimen specimen, Damage damage, int index) {
    CaseRun run = new CaseRun(specimen, damage.apply(specimen));
    Optional<String> found = run.read();
    if (found.isEmpty() && (!ofMany(damage) || index % GO_ON_STEP == 0 || !ONLY.isEmpty())) {
      found = run.goOn();
    }
    found.ifPresent(what -> wrong.add("-Ddurability.case=" + damage.id(specimen) + "\n  " + what));
  }

  private void report(List<String> lines, NavigableMap<Kind, Integer> counts) throws IOException {
    int cuts = Damages.sum(counts, Kind.CUT);
    int flips = Damages.sum(counts, Kind.FLIP);
    int others = Damages.sum(counts, Kind.values()) - cuts - flips;
    lines.add("by kind: " + counts);
    lines.add(
        "one in " + STEP + " of the many small cases, one in " + OTHERS_STEP + " of the rest");
    lines.add(
        FULL
            ? "every bit of every byte flipped"
            : "one bit of every byte flipped; of the zeros between batches on a disk every "
                + Damages.PADDING_STEP
                + "th byte");
    lines.add(
        String.format(
            Locale.ROOT,
            "cut-every-byte: %,d cuts, %,d flips, %,d other damages, %,d wrong",
            cuts,
            flips,
            others,
            wrong.size()));
    Files.createDirectories(FIGURE.getParent());
    Files.write(FIGURE, lines);
  }
}
