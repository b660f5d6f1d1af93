/**
 * The storage SPI on block blobs of Azure Storage: {@code azblob://account/container/prefix}. A
 * thin adapter under {@link io.durability.objectstore}, which keeps the contract.
 */
@NullMarked
package io.durability.azure;

import org.jspecify.annotations.NullMarked;
