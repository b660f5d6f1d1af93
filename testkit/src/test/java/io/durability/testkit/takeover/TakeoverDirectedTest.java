package io.durability.testkit.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.testkit.takeover.ModelWriter.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * For each rule of the protocol a schedule in which something is lost without it, and nothing with
 * it.
 */
final class TakeoverDirectedTest {

  private static final Path FIGURE = Path.of("target", "figures", "takeover-mutants.txt");

  private final Map<Rule, Consumer<Director>> schedules = new EnumMap<>(Rule.class);

  TakeoverDirectedTest() {
    schedules.put(Rule.SEAL, TakeoverDirectedTest::writerGoesOnBehindASuccessor);
    schedules.put(Rule.FENCE_MOVES_ON, d -> chunkLandsBesideTheFence(d, "a"));
    schedules.put(Rule.FENCE_AHEAD_IS_NO_END, d -> d.finish(chunkLandsBesideTheFence(d, "aa")));
    schedules.put(Rule.FENCES_ARE_KEPT, TakeoverDirectedTest::chunkLandsAfterTruncation);
    schedules.put(Rule.WATERMARK_BEFORE_FENCE, TakeoverDirectedTest::chunkIsMissing);
    schedules.put(Rule.FRONTIER_AFTER_HEADER, d -> sleeperFindsItsNumberFree(d, Phase.HEADER));
    schedules.put(
        Rule.FRONTIER_BEFORE_ORPHANS, d -> sleeperFindsItsNumberFree(d, Phase.LIST_ORPHANS));
    schedules.put(Rule.FRONTIERS_ARE_NUMBERED, TakeoverDirectedTest::oldFrontierLandsLate);
    schedules.put(Rule.FRONTIER_BEFORE_DELETION, TakeoverDirectedTest::deletedBeforeTheFrontier);
    schedules.put(Rule.ACKS_IN_ORDER, TakeoverDirectedTest::laterChunkLandsFirst);
    schedules.put(Rule.HEADER_FIRST, TakeoverDirectedTest::chunkLandsBeforeTheHeader);
    schedules.put(Rule.HEADER_IF_ABSENT, TakeoverDirectedTest::twoBeginTheLog);
    schedules.put(Rule.CHUNK_IF_ABSENT, TakeoverDirectedTest::chunkMeetsAFence);
    schedules.put(Rule.DURABLE_BEFORE_NEXT_HEADER, TakeoverDirectedTest::rotationLeavesAChunk);
    schedules.put(Rule.READ_BACK, TakeoverDirectedTest::chunkMeetsAFence);
    schedules.put(Rule.OPERATION_IDS_COMPARED, TakeoverDirectedTest::cloneGoesOn);
    schedules.put(Rule.OPERATION_IDS_FRESH, TakeoverDirectedTest::cloneGoesOn);
    schedules.put(Rule.CONTENTS_COMPARED, TakeoverDirectedTest::cloneGoesOn);
    schedules.put(Rule.CATCH_UP, TakeoverDirectedTest::entriesComeBeforeTheClaim);
    schedules.put(Rule.END_AFTER_SEAL, TakeoverDirectedTest::entriesComeBeforeTheClaim);
    schedules.put(Rule.ORPHANS_BEFORE_HEADER, TakeoverDirectedTest::collectorSleeps);
    schedules.put(Rule.CHECKPOINT_BEFORE_MARKER, TakeoverDirectedTest::checkpointNeverLands);
    schedules.put(Rule.MARKER_BEFORE_TRUNCATION, TakeoverDirectedTest::publisherDies);
    schedules.put(Rule.UNCOVERED_ARE_KEPT, d -> d.finish(d.writer("aap")));
    schedules.put(Rule.LOOK_AGAIN, TakeoverDirectedTest::listedSegmentGoes);
  }

  @Test
  void everyRuleHasASchedule_thatLosesWithoutItAndNothingWithIt() throws Exception {
    assertThat(schedules.keySet()).isEqualTo(EnumSet.allOf(Rule.class));
    schedules.forEach(
        (rule, schedule) -> {
          assertThat(run(Set.of(), schedule)).as("with all rules: " + rule).isNull();
          assertThat(run(mutant(rule), schedule)).as("without " + rule).isNotNull();
        });
    Files.createDirectories(FIGURE.getParent());
    Files.writeString(
        FIGURE, "mutants caught: " + schedules.size() + " of " + Rule.values().length);
  }

  /** Repeated ids and contents that nobody compares are each made up for by the other rule. */
  private static Set<Rule> mutant(Rule rule) {
    return rule == Rule.OPERATION_IDS_FRESH || rule == Rule.CONTENTS_COMPARED
        ? EnumSet.of(Rule.OPERATION_IDS_FRESH, Rule.CONTENTS_COMPARED)
        : EnumSet.of(rule);
  }

  private static String run(Set<Rule> without, Consumer<Director> schedule) {
    Director director = new Director(without);
    schedule.accept(director);
    return director.outcome();
  }

  @Test
  void eitherOfIdsAndContents_isEnoughForAClone() {
    for (Rule rule : EnumSet.of(Rule.OPERATION_IDS_FRESH, Rule.CONTENTS_COMPARED)) {
      assertThat(run(EnumSet.of(rule), TakeoverDirectedTest::cloneGoesOn)).as(rule.name()).isNull();
    }
  }

  private static void writerGoesOnBehindASuccessor(Director d) {
    ModelWriter a = d.writer("a");
    d.to(Phase.ACTIVE, a);
    d.finish(d.writer(""));
    d.finish(a);
  }

  /** Returns the writer whose chunk it is. */
  private static ModelWriter chunkLandsBesideTheFence(Director d, String plan) {
    ModelWriter a = d.writer(plan);
    ModelWriter b = d.writer("");
    d.to(Phase.ACTIVE, a);
    d.step(a);
    d.to(Phase.SEALING, b);
    d.deliver(d.pending(a, r -> true));
    d.finish(b);
    return a;
  }

  private static void chunkLandsAfterTruncation(Director d) {
    ModelWriter a = d.writer("a");
    d.to(Phase.ACTIVE, a);
    d.step(a);
    d.finish(d.writer("apap"));
    d.finish(a);
  }

  private static void chunkIsMissing(Director d) {
    ModelWriter a = d.model.writer(1, false, 1, "aa");
    d.finish(a);
    d.damage(1, 1);
    d.finish(d.writer("a"));
  }

  private static void sleeperFindsItsNumberFree(Director d, Phase sleepsAt) {
    d.finish(d.writer("a"));
    ModelWriter sleeper = d.writer("a");
    d.to(sleepsAt, sleeper);
    d.finish(d.writer("apap"));
    d.finish(sleeper);
  }

  private static void oldFrontierLandsLate(Director d) {
    ModelWriter a = d.writer("apap");
    d.to(Phase.ADVANCING, a);
    ModelWriter sleeper = d.writer("a");
    d.to(Phase.HEADER, sleeper);
    d.finish(d.writer("apap"));
    d.deliver(d.pending(a, r -> true));
    d.finish(sleeper);
  }

  private static void deletedBeforeTheFrontier(Director d) {
    d.finish(d.writer("a"));
    ModelWriter sleeper = d.writer("a");
    d.to(Phase.HEADER, sleeper);
    ModelWriter c = d.writer("apap");
    d.to(Phase.TRUNCATE, c);
    d.step(c);
    d.to(Phase.TRUNCATE, c);
    for (int i = 0; i < 40 && c.phase != Phase.ADVANCING; i++) {
      if (d.pending(c, r -> true) != null && c.phase != Phase.TRUNCATE) {
        d.deliver(d.pending(c, r -> true));
      } else {
        d.step(c);
      }
    }
    for (Request r = deletion(d, c); r != null; r = deletion(d, c)) {
      d.deliver(r);
    }
    d.finish(sleeper);
  }

  private static Request deletion(Director d, ModelWriter writer) {
    return d.pending(writer, r -> r.kind == Request.Kind.DELETE);
  }

  private static void laterChunkLandsFirst(Director d) {
    ModelWriter a = d.writer("aa");
    d.to(Phase.ACTIVE, a);
    d.step(a);
    d.step(a);
    d.deliver(d.pending(a, r -> r.index == 2));
    d.finish(d.writer("a"));
  }

  private static void chunkLandsBeforeTheHeader(Director d) {
    ModelWriter a = d.writer("a");
    d.to(Phase.HEADER, a);
    for (int i = 0; i < 6; i++) {
      d.step(a);
    }
    d.deliver(d.pending(a, r -> r.index == 1));
    d.finish(d.writer("a"));
  }

  private static void twoBeginTheLog(Director d) {
    ModelWriter a = d.writer("a");
    ModelWriter b = d.writer("a");
    d.to(Phase.HEADER, b);
    d.finish(a);
    d.finish(b);
  }

  private static void chunkMeetsAFence(Director d) {
    ModelWriter a = d.writer("a");
    d.to(Phase.ACTIVE, a);
    d.step(a);
    d.finish(d.writer(""));
    d.finish(a);
  }

  private static void rotationLeavesAChunk(Director d) {
    ModelWriter a = d.writer("ar");
    d.to(Phase.ACTIVE, a);
    d.step(a);
    d.step(a);
    d.deliver(d.pending(a, r -> r.segment == 2));
  }

  private static void cloneGoesOn(Director d) {
    ModelWriter a = d.writer("a");
    d.to(Phase.ACTIVE, a);
    ModelWriter clone = d.model.cloneOf(a);
    d.finish(a);
    d.finish(clone);
  }

  private static void entriesComeBeforeTheClaim(Director d) {
    ModelWriter a = d.writer("aa");
    d.to(Phase.ACTIVE, a);
    ModelWriter b = d.lazy("a");
    d.to(Phase.RECOVERED, b);
    d.finish(a);
    d.finish(b);
  }

  private static void collectorSleeps(Director d) {
    d.finish(d.writer("a"));
    ModelWriter b = d.writer("a");
    d.to(Phase.ORPHANS, b);
    ModelWriter c = d.writer("ap");
    d.to(Phase.MARK, c);
    d.step(b);
    d.finish(c);
    d.finish(b);
  }

  private static void checkpointNeverLands(Director d) {
    ModelWriter a = d.writer("apap");
    for (int i = 0; i < 200; i++) {
      Request request = d.pending(a, r -> r.kind != Request.Kind.SAVE);
      if (request == null) {
        d.step(a);
      } else {
        d.deliver(request);
      }
      if (a.phase == Phase.SAVING) {
        d.deliver(d.pending(a, r -> r.kind == Request.Kind.SAVE));
      }
    }
  }

  private static void publisherDies(Director d) {
    ModelWriter a = d.writer("arap");
    for (int i = 0; i < 200 && !(a.phase == Phase.MARK); i++) {
      Request request = d.pending(a, r -> true);
      if (request == null) {
        d.step(a);
      } else {
        d.deliver(request);
      }
    }
  }

  private static void listedSegmentGoes(Director d) {
    d.finish(d.writer("a"));
    ModelWriter b = d.writer("a");
    d.to(Phase.SEAL, b);
    d.finish(d.writer("apap"));
    d.finish(b);
  }
}
