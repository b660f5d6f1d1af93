package io.durability.objectstore;

import io.durability.storage.Survives;

/**
 * What an object store can do.
 *
 * @param survives the worst event that a confirmed object outlives
 * @param matchConditions whether {@link PutCondition.Matches} is enforced; {@link
 *     PutCondition.Absent} is enforced by all
 * @param putBytesMax the largest object that one {@code put} writes
 * @param partBytesMin the smallest part but the last
 * @param partBytesMax the largest part
 * @param partsMax how many parts an object may have
 * @param deleteKeysMax how many keys one {@code delete} takes
 */
public record ObjectStoreTraits(
    Survives survives,
    boolean matchConditions,
    long putBytesMax,
    long partBytesMin,
    long partBytesMax,
    int partsMax,
    int deleteKeysMax) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public ObjectStoreTraits {
    require(putBytesMax >= 1, "putBytesMax", ">= 1", putBytesMax);
    require(partBytesMin >= 1, "partBytesMin", ">= 1", partBytesMin);
    require(partBytesMax >= partBytesMin, "partBytesMax", ">= partBytesMin", partBytesMax);
    require(partsMax >= 1, "partsMax", ">= 1", partsMax);
    require(deleteKeysMax >= 1, "deleteKeysMax", ">= 1", deleteKeysMax);
  }

  private static void require(boolean holds, String name, String expected, long found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "trait out of range [" + name + ", expected=" + expected + ", found=" + found + "]");
    }
  }
}
