package io.durability.objectstore;

import java.nio.ByteBuffer;

/**
 * A range of an object that was read.
 *
 * @param object what the store says of the whole object
 * @param bytes the range, from position to limit; the receiver owns the buffer
 */
public record ObjectRange(ObjectInfo object, ByteBuffer bytes) {}
