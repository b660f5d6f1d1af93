package io.durability.internal.log;

import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;

/**
 * What a writer is told, already checked.
 *
 * @param payloadBytesMax the largest payload of an entry
 * @param batchBytesMax the largest atomic batch, framed
 * @param segmentBytes the length at which a new segment is begun
 * @param checkpointsKept how many committed checkpoints are kept
 * @param entropy the source of log, writer and checkpoint ids
 * @param threads makes the committing thread
 */
public record WriterSettings(
    int payloadBytesMax,
    int batchBytesMax,
    long segmentBytes,
    int checkpointsKept,
    RandomGenerator entropy,
    ThreadFactory threads) {}
