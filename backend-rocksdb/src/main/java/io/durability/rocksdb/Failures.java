package io.durability.rocksdb;

import io.durability.errors.CorruptException;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.UnavailableException;
import io.durability.errors.UnsupportedException;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** The one place where failures of RocksDB become failures of the library. */
final class Failures {

  private Failures() {}

  /**
   * Returns the failure to throw. What RocksDB found damaged is {@link CorruptException}; what it
   * cannot do in this set-up is {@link UnsupportedException}; everything else, such as a full disk,
   * a lock that another holds, or the state after a failed background write, is {@link
   * UnavailableException}: the caller's reaction is to mend what the kept cause tells.
   *
   * @param what what was not done, such as {@code "file not written"}
   */
  static DurabilityException of(String what, Location location, RocksDBException cause) {
    String text = what + ", found=" + reason(cause);
    Status status = cause.getStatus();
    Status.Code code = status == null ? Status.Code.Undefined : status.getCode();
    return switch (code) {
      case Corruption -> new CorruptException(text, location, cause);
      case NotSupported, InvalidArgument -> new UnsupportedException(text, location, cause);
      default -> new UnavailableException(text, location, cause);
    };
  }

  private static String reason(RocksDBException cause) {
    String message = cause.getMessage();
    if (message == null) {
      return cause.getClass().getSimpleName();
    }
    // RocksDB words the two cases differently, and neither says who is meant.
    if (message.contains("lock hold by current process")) {
      return "locked by another directory or database of this process: " + message;
    }
    return message.contains("While lock file") ? "locked by another process: " + message : message;
  }
}
