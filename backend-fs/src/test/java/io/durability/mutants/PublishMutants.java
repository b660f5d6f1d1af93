package io.durability.mutants;

import static io.durability.mutants.Mutants.log;

import java.util.List;

/** Checkpoint, marker, rotation, frontier, deletion. */
final class PublishMutants {

  private static final String MARKER =
      "      long markerId = group.commitMarker(payload.flip(), List.copyOf(after));\n";

  private PublishMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.of(
                "marker for a checkpoint that was not committed",
                "PublishScenarios.published_powerLoss_isThere",
                log("CheckpointOutput"))
            .replace("    file.commit(Condition.absent());\n", ""),
        Mutant.of(
                "truncate before the marker",
                "PublishScenarios.keepingOne_cutAnywhere_losesNothing",
                log("LogWriter"))
            .replace(
                MARKER,
                "      if (after.size() >= settings.checkpointsKept()) {\n"
                    + "        holds.truncate(after.get(after.size() - 1).lastId(), covered ->"
                    + " truncator.truncate(segment.header(), covered, after));\n      }\n"
                    + MARKER),
        Mutant.of(
                "truncate before the marker is durable",
                "PublishScenarios.markerNotSynced_publishFails_andNothingWasDeleted",
                log("GroupCommit"))
            .replace(
                """
                    batch.await();
                    pipeline.waits().awaitSettled(batch.rotated());
                    SegmentWriter.join(batch.rotated(), location);
                """,
                ""),
        Mutant.of(
                "no new segment behind the marker",
                "PublishScenarios.checkpoint_isStillNamed_afterManyRotations",
                log("CommitLeader"))
            .replace("sink.rotate(checkpoints, batch.lastId());", ""),
        Mutant.of(
                "checkpoints forgotten at rotation",
                "PublishScenarios.checkpoint_isStillNamed_afterManyRotations",
                log("SegmentWriter"))
            .replace("rotate(header.checkpoints(), previousId);", "rotate(List.of(), previousId);"),
        Mutant.of(
                "frontier after the deletion",
                "PublishScenarios.keepingOne_cutAnywhere_losesNothing",
                log("Truncator"))
            .replace("        advanceFrontier(firstKept, frontiers);\n", "")
            .replace(
                "      swept = Math.max(swept, firstKept);\n",
                """
                      if (!garbage.isEmpty()) {
                        advanceFrontier(firstKept, frontiers);
                      }
                      swept = Math.max(swept, firstKept);
                """),
        Mutant.of(
                "no frontier",
                "PublishScenarios.keepingTwo_cutAnywhere_losesNothing",
                log("Truncator"))
            .replace("        advanceFrontier(firstKept, frontiers);\n", ""),
        Mutant.of(
                "segment with the first entry that is not covered deleted",
                "PublishScenarios.published_powerLoss_isThere",
                log("Truncator"))
            .replace("number.getAsLong() < firstKept", "number.getAsLong() <= firstKept"),
        Mutant.of(
                "truncated up to the newest checkpoint, not to the oldest kept",
                "PublishScenarios.newestDamaged_olderIsUsed_bothDamaged_isCorrupt",
                log("LogWriter"))
            .replace(
                "after.size() < settings.checkpointsKept() ? 0 : after.get(after.size() - 1)"
                    + ".lastId();",
                "made.lastId();"),
        Mutant.of(
                "oldest kept checkpoint deleted",
                "PublishScenarios.newestDamaged_olderIsUsed_bothDamaged_isCorrupt",
                log("Truncator"))
            .replace(".orElse(oldestKept) < oldestKept", ".orElse(oldestKept + 1) <= oldestKept"),
        Mutant.of(
                "kept checkpoints not verified before the log is cut for them",
                "PublishScenarios.keptCheckpointDamagedBeforeAPublish_nothingIsDeletedOnItsWord",
                log("Truncator"))
            .replace(
                "if (trusted.contains(checkpoint.name()) || verify(checkpoint)) {",
                "if (trusted.contains(checkpoint.name()) || checkpoint.lastId() >= 0) {"),
        Mutant.of(
                "state with a hole behind an older checkpoint",
                "PublishScenarios.newestDamaged_olderIsUsed_bothDamaged_isCorrupt",
                log("Segments"))
            .replace(
                "while (first.firstId() > fromId && first.predecessor() != 0) {",
                "while (first.firstId() > fromId && first.predecessor() >= Math.max(1, frontier))"
                    + " {")
            .replace("    if (first.firstId() > fromId) {\n", "    if (fromId < 0) {\n"),
        Mutant.of(
                "truncated below the hold of a reader",
                "ReadScenarios.entriesThatAReaderStillNeeds_areNotTruncated",
                log("Holds"))
            .replace("      least = Math.min(least, hold.from.get() - 1);\n", ""),
        Mutant.of(
                "checkpoint verified only as far as its codec reads",
                "PublishScenarios.checkpointReadInPart_damagedBehind_isNotUsed",
                log("Restore"))
            .replace(
                "      begin(builder, input);\n      input.verifyRest();\n",
                "      begin(builder, input);\n"),
        Mutant.of(
                "publish of what is not durable",
                "PublishScenarios.idThatIsNotDurable_isRefused",
                log("LogWriter"))
            .replace("lastId < 0 || lastId > group.durableId()", "lastId < 0"));
  }
}
