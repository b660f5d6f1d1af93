package io.durability.mutants;

import static io.durability.mutants.Mutants.log;

import java.util.List;

/** What the writer does before it acknowledges, and after a failure. */
@SuppressWarnings("StringConcatToTextBlock") // Spaces at both ends count.
final class WriterMutants {

  private static final String FRAMES =
      "core/src/main/java/io/durability/internal/format/Frames.java";

  private WriterMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.of("ack before sync", "AckScenarios.acked_powerLoss_isThere", log("SegmentWriter"))
            .replace(
                "return sync ? sync() : CompletableFuture.completedFuture(offset);",
                "return CompletableFuture.completedFuture(offset);"),
        Mutant.of(
                "header not durable before frames are written behind it",
                "AckScenarios.firstBatch_cutAnywhere_leavesALog",
                log("SegmentWriter"))
            .replace(
                "headerSync = created.sync();",
                "headerSync = CompletableFuture.completedFuture(0L);"),
        Mutant.of(
                "next header before everything in the segment is durable",
                "AckScenarios.rotation_ofWhatNobodyWaitedFor_powerLoss_leavesAPrefix",
                log("SegmentWriter"))
            .replace(
                "last = syncedTo == offset ? lastSync : sync();",
                "last = CompletableFuture.completedFuture(0L);"),
        Mutant.of(
                "end recorded in the next header beyond the content",
                "AckScenarios.rotation_cutAnywhere_keepsWhatWasAcked",
                log("SegmentWriter"))
            .replace(
                "            contentEnd,\n            checkpoints);",
                "            contentEnd + 8,\n            checkpoints);"),
        Mutant.of(
                "poison off",
                "AckScenarios.failedSync_ofAStoreThatForgets_isTheLast",
                log("CommitOutcomes"))
            .replace(
                "      CommitBatch filling = pipeline.fillNoMore();\n"
                    + "      written.add(filling);\n"
                    + "      written.finishThrough(filling.lastId(), filling, failure, finished);\n"
                    + "    }\n    return failure;",
                "    }\n    DurabilityException reason = failure;\n    failure = null;\n"
                    + "    return reason;"),
        Mutant.of(
                "failed sync tried again",
                "AckScenarios.failedSync_ofAStoreThatForgets_isTheLast",
                log("SegmentWriter"))
            .replace(
                "CompletableFuture<Long> synced = appender.sync();",
                "CompletableFuture<Long> synced ="
                    + " appender.sync().exceptionallyCompose(failed -> appender.sync());"),
        Mutant.of(
                "waiters of a failed batch told that it is durable",
                "AckScenarios.failedForce_endsTheWriter_andReopeningHasWhatWasAcked",
                log("CommitOutcomes"))
            .replace(
                "pipeline.reuseBytesOf(batch);\n      batch.finish(reason);",
                "pipeline.reuseBytesOf(batch);\n      batch.finish(null);"),
        Mutant.of(
                "watermark above what is durable",
                "TailScenarios.batchWrittenWithoutSyncLost_laterOneThere_isATornTail",
                log("SegmentWriter"))
            .replace(
                "frames.stamp(batch, offset, durable.get());",
                "frames.stamp(batch, offset, offset);"),
        Mutant.of(
                "watermark one batch late, as if stamped when framed",
                "TailScenarios.payloadDamaged_inTheLastBatchButOne_isCorrupt",
                log("SegmentWriter"))
            .replace("private long syncs;", "private long syncs;\n  private long framedAt;")
            .replace(
                "frames.stamp(batch, offset, durable.get());",
                "frames.stamp(batch, offset, Math.max(framedAt, header.encodedBytes()));\n"
                    + "    framedAt = durable.get();"),
        Mutant.of(
                "watermark never moves on",
                "TailScenarios.payloadDamaged_inTheLastBatchButOne_isCorrupt",
                log("SegmentWriter"))
            .replace("told.accumulateAndGet(end, Math::max);", ""),
        Mutant.of(
                "checksum not keyed with the offset",
                "TailScenarios.frameOfAnotherPlace_insideATornEntry_provesNothing",
                FRAMES)
            .replace("key.putLong(KEY_OFFSET_AT, offset);", ""),
        Mutant.of(
                "checksum not keyed with the segment",
                "TailScenarios.frameOfAnotherSegment_insideATornEntry_provesNothing",
                FRAMES)
            .replace("key.putLong(segment);", ""),
        Mutant.of(
                "checksum not keyed with the log",
                "TailScenarios.frameOfAnotherLog_insideATornEntry_provesNothing",
                FRAMES)
            .replace("Bytes.putId(key, logId);", "Bytes.putId(key, new UUID(0, 0));"),
        Mutant.of(
                "payload checksum not compared",
                "TailScenarios.payloadDamaged_inAClosedSegment_isCorrupt",
                FRAMES)
            .replace(
                "return (int) crc.getValue() == bytes.getInt(at + PAYLOAD_CRC_AT)\n        &&",
                "return"));
  }
}
