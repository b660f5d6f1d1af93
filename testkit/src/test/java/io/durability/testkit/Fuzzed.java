package io.durability.testkit;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What the fuzz targets share. A target takes any bytes, hands them to a decoder, and throws if
 * what comes of it is anything but a documented refusal or what the bytes say. The first byte is
 * not handed on: its lowest bit tells whether the checksums are made right first, so that what lies
 * behind them is reached, too.
 *
 * <p>Targets need no fuzzer to run: the tests of every day replay the kept inputs.
 */
final class Fuzzed {

  /** Enough for the windows and tables of a reader, whatever it reads. */
  private static final long ALLOCATED_BYTES = 4 << 20;

  private static final int ALLOCATED_BYTES_A_BYTE = 64;

  private static final int TRIES = 3;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Fuzzed() {}

  /** A use of a decoder. */
  @FunctionalInterface
  interface Use {
    void run() throws IOException;
  }

  /**
   * Runs a use, which may be repeated.
   *
   * @param bytes how many bytes are read
   * @param refusal what may be thrown
   * @return whether the bytes were accepted
   * @throws AssertionError if it throws anything else, or takes memory that the bytes don't warrant
   */
  static boolean accepts(int bytes, Class<? extends Exception> refusal, Use use) {
    long allowed = ALLOCATED_BYTES + (long) ALLOCATED_BYTES_A_BYTE * bytes;
    long allocated = Long.MAX_VALUE;
    boolean accepted = false;
    // Again, because a class that is loaded, and made ready for the fuzzer, takes memory but once.
    for (int tries = TRIES; allocated > allowed && tries > 0; tries--) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      accepted = isAccepted(refusal, use);
      allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    require(allocated <= allowed, "took " + allocated + " bytes of memory for " + bytes);
    return accepted;
  }

  private static boolean isAccepted(Class<? extends Exception> refusal, Use use) {
    try {
      use.run();
      return true;
    } catch (IOException | RuntimeException e) {
      if (!refusal.isInstance(e)) {
        throw new AssertionError("crash: " + e, e);
      }
      return false;
    }
  }

  /** Tells whether checksums are to be made right. */
  static boolean sealed(byte[] data) {
    return data.length > 0 && (data[0] & 1) != 0;
  }

  /** Returns what is handed on. */
  static byte[] content(byte[] data) {
    return data.length == 0 ? data : Arrays.copyOfRange(data, 1, data.length);
  }

  static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("wrong: " + what);
    }
  }
}
