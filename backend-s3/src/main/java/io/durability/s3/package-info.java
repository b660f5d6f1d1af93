/**
 * A directory on Amazon S3, or on a store that speaks its protocol: {@code s3://bucket/prefix}.
 *
 * <p>{@link io.durability.s3.S3ObjectStore} makes the requests; what they add up to is in core.
 */
@NullMarked
package io.durability.s3;

import org.jspecify.annotations.NullMarked;
