package io.durability.mutants;

import static io.durability.mutants.Mutants.log;

import java.util.List;

/** What a writer does before its first entry. */
final class ClaimMutants {

  private static final String SETTLE = "      settle(tail);\n";

  private ClaimMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.of(
                "end looked for before the seal",
                "ClaimScenarios.ackWhileAnotherClaims_isInWhatItClaims",
                log("Claim"))
            .replace(
                "Optional<SegmentHeader> last = segments.last(true);",
                "Optional<SegmentHeader> last = segments.last(false);")
            .replace(
                "        List<FileName> checkpoints = LogFiles.ownCheckpoints(listing.await());",
                "        segments.last(true);\n"
                    + "        List<FileName> checkpoints = LogFiles.ownCheckpoints(listing.await());"),
        Mutant.of(
                "no seal", "ClaimScenarios.ackWhileAnotherClaims_isInWhatItClaims", log("Segments"))
            .replace("directory.seal(LogFiles.segment(number));", ""),
        Mutant.of(
                "no settle",
                "ClaimScenarios.recoveredFromTheCacheOnly_powerLossAfterTheClaim_isThere",
                log("Claim"))
            .replace(SETTLE, ""),
        Mutant.of(
                "settle after the header",
                "ClaimScenarios.recoveredFromTheCacheOnly_claimCutAnywhere_leavesALog",
                log("Claim"))
            .replace(SETTLE, "")
            .replace(
                "    deleteOrphans(header);\n    watch",
                "    if (tail != null) {\n      settle(tail);\n    }\n"
                    + "    deleteOrphans(header);\n    watch"),
        Mutant.of(
                "settle from the end, not from what is proven durable",
                "ClaimScenarios.pagesThatAFailedForceLeftClean_powerLossAfterTheClaim_areThere",
                log("Claim"))
            .replace("Math.min(last.durable(), last.end())", "last.end()"),
        Mutant.of(
                "frontier not read after the header",
                "ClaimScenarios.openerThatSleptWhileItsNumberWasUsedAndTruncated_acksNothing",
                log("SegmentWriter"))
            .replace("if (frontier > header.segment()) {", "if (frontier < 0) {"),
        Mutant.of(
                "damaged header with content behind it taken for void",
                "ClaimScenarios.headerDamaged_contentBehind_isCorruptAndNotVoid",
                log("Segments"))
            .replace(
                "return search.found() || search.contentEnd() > Limits.HEADER_BYTES_MAX;",
                "return false;"),
        Mutant.of(
                "orphans listed after the header",
                "ClaimScenarios.sleepingClaimer_deletesNoCheckpointOfTheWriterAfterIt",
                log("Claim"))
            .replace(
                "private void deleteOrphans(SegmentHeader header) {",
                "private void deleteOrphans(SegmentHeader header) throws DurabilityException {")
            .replace(
                "checkpointFiles.stream().filter",
                "LogFiles.listOwnCheckpoints(directory).stream().filter"),
        Mutant.of(
                "lazy claim of a state that is out of date",
                "ClaimScenarios.stateThatIsOutOfDate_isBroughtUpToTheEnd_orNotClaimed",
                "core/src/main/java/io/durability/Claimer.java")
            .replace("requireExpected(directory, Claim.lastIdUnclaimed(directory));", "")
            .replace("claim -> requireExpected(in, claim.lastId())", "claim -> {}"),
        Mutant.of(
                "missing entries not applied before the claim",
                "ClaimScenarios.stateThatIsOutOfDate_isBroughtUpToTheEnd_orNotClaimed",
                "core/src/main/java/io/durability/Recovered.java")
            .replace("      catchUp(claim);", ""),
        Mutant.of(
                "state of an earlier id claimed",
                "ClaimScenarios.stateOfAnEarlierId_isNotClaimed",
                "core/src/main/java/io/durability/Recovered.java")
            .replace("    if (readOnly) {", "    if (readOnly && lastId < 0) {"),
        Mutant.of(
                "ids begin anew at each claim",
                "PublishScenarios.publishedAll_reopened_idsGoOn",
                log("Claim"))
            .replace("            lastId() + 1,\n", "            1,\n"),
        Mutant.of(
                "number of a void segment used again",
                "AckScenarios.rotation_cutAnywhere_keepsWhatWasAcked",
                log("Claim"))
            .replace(
                "            segments.nextNumber(),\n",
                "            tail == null ? 1 : tail.header().segment() + 1,\n"));
  }
}
