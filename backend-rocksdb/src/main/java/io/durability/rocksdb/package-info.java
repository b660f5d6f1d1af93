/**
 * The storage SPI in a column family of RocksDB: each file is one key of metadata and a run of
 * chunks. {@link io.durability.rocksdb.RocksDirectory} is the way in.
 */
@NullMarked
package io.durability.rocksdb;

import org.jspecify.annotations.NullMarked;
