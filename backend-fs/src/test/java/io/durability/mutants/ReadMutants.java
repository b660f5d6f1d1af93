package io.durability.mutants;

import static io.durability.mutants.Mutants.log;

import java.util.List;

/** Torn or corrupt, and what a reader may see. */
final class ReadMutants {

  private ReadMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.of(
                "end of a batch ignored",
                "ClaimScenarios.secondHalf_ofAnAtomicBatch_isExcludedForEver",
                log("SegmentCursor"))
            .replace(
                "boolean last = (Frames.flags(bytes, index) & Frames.LAST) != 0;",
                "boolean last = true;"),
        Mutant.of(
                "good frame behind a bad one always means damage",
                "TailScenarios.firstPageOfTheLastBatchLost_restThere_isATornTail",
                log("SegmentCursor"))
            .replace(
                "if (search.durable() <= place.offset) {",
                "if (search.durable() < place.offset) {"),
        Mutant.of(
                "log ends at the first bad frame, whatever stands behind",
                "TailScenarios.payloadDamaged_inTheLastBatchButOne_isCorrupt",
                log("SegmentCursor"))
            .replace("if (search.durable() <= place.offset) {", "if (place.offset > 0) {"),
        Mutant.of(
                "ids checked for growth only",
                "TailScenarios.frameInTheMiddleOfABatchLost_zerosLikePadding_isATornTail",
                log("FrameVerifier"))
            .replace("    if (id != expected) {", "    if (id < expected) {"),
        Mutant.of(
                "zeros in the place of a frame taken for padding",
                "TailScenarios.secondEntryOfABatchZeroed_laterOneProvesIt_isCorrupt",
                log("SegmentCursor"))
            .replace("at == start && fault.isAnotherEntry() ? position : at", "at"),
        Mutant.of(
                "reader beside a writer does not look again",
                "ReadScenarios.placeFilledInAfterItWasRead_isLookedAtAgain",
                log("SegmentCursor"))
            .replace("if (distrusted == place.offset) {", "if (distrusted != place.offset) {"),
        Mutant.of(
                "listing before the frontier",
                "ReadScenarios.truncatedBetweenTwoListings_startsOver",
                log("Segments"))
            .replace(
                "    long frontier = LogFiles.frontier(directory);\n    if (frontier ==",
                "    List<Long> listed = LogFiles.listSegments(directory, 0);\n"
                    + "    long frontier = LogFiles.frontier(directory);\n    if (frontier ==")
            .replace(
                "LogFiles.listSegments(directory, frontier), false",
                "listed.stream().filter(number -> number >= frontier).toList(), false"),
        Mutant.of(
                "reader of durable entries sees what is only written",
                "ReadScenarios.durableReader_seesNothingThatAPowerLossTakesBack",
                log("Follower"))
            .replace("    if (!onlyProven) {\n", "    if (listedLast >= 0) {\n"));
  }
}
