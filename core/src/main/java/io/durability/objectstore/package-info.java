/**
 * Directories on object stores: one layer that maps the storage SPI onto a handful of calls, {@link
 * io.durability.objectstore.ObjectStore}, which an adapter for a vendor's client implements.
 */
@NullMarked
package io.durability.objectstore;

import org.jspecify.annotations.NullMarked;
