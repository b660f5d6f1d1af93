package io.durability.testkit.crash;

import java.util.List;

/**
 * What an exploration came to.
 *
 * @param states how many distinct states there were, by the hash of what is on the disk
 * @param deep how many of them were met inside a recovery only
 * @param workloads how many workloads there were
 * @param violations what was wrong, with the way to see it again; the first ones only
 * @param violationCount how many there were in all
 */
public record CrashReport(
    long states, long deep, int workloads, List<String> violations, long violationCount) {}
