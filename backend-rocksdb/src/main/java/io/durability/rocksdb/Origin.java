package io.durability.rocksdb;

import io.durability.errors.DurabilityException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** Where a directory has its column family from: a database of its own, or the caller's. */
interface Origin {

  /** Opens what is there; null if there is no database yet. */
  @Nullable Place openExisting() throws DurabilityException, RocksDBException;

  /** Opens what is there, after creating what is missing. */
  Place openOrCreate() throws DurabilityException, RocksDBException;

  /** Gives back what is held, opened or not. Called once, when nothing uses it any more. */
  void close();
}
