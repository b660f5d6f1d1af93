package io.durability.testkit;

import io.durability.errors.DurabilityException;
import io.durability.errors.UnsupportedException;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The place under test of {@link DirectoryContractTest} and {@link LogContractTest}, and contents
 * for it.
 */
abstract class DirectoryPlace {

  /** How many threads race; the winners must be one. */
  static final int RACERS = 8;

  /** More files than one page of a listing holds on any store we know. */
  static final int MANY = 1_100;

  static final int MEBIBYTE = 1 << 20;

  /** The directory under test; {@link #reopen} replaces it. */
  protected Directory dir;

  /**
   * Returns a new directory object onto one place, the same in every call of one test. The place is
   * empty when the first one is opened. A call comes only after the directory opened before was
   * closed.
   */
  protected abstract Directory open() throws Exception;

  /** Runs before the first {@link #open} of a test: the moment to make an empty place. */
  protected void prepare() throws Exception {}

  /** Runs after the last directory of a test was closed: the moment to remove the place. */
  protected void dispose() throws Exception {}

  /** Returns texts, such as a key or a password, that the directory was opened with. */
  protected List<String> secrets() {
    return List.of();
  }

  /**
   * Returns how long a name may be: as long as any, unless the directory is a folder of another one
   * and adds to each name.
   */
  protected int nameBytesMax() {
    return FileName.LENGTH_MAX;
  }

  /**
   * Returns how it refuses a file {@code a} beside a file {@code a/b}, if it refuses that: every
   * directory as unsupported, but one on a store that breaks on it, of which the tests then ask
   * only that what was there stays.
   */
  protected Class<? extends DurabilityException> refusalOfPlace() {
    return UnsupportedException.class;
  }

  /**
   * Tells whether the store stands it that a file is deleted while others read it: every one, but
   * an emulator that then hangs or answers nothing, on which the threads that would delete write.
   */
  protected boolean standsDeletesUnderReaders() {
    return true;
  }

  /** Returns how long to wait for what must happen, before a test fails. */
  protected Duration patience() {
    return Duration.ofSeconds(30);
  }

  @BeforeEach
  final void openPlace() throws Exception {
    prepare();
    dir = open();
  }

  @AfterEach
  final void closePlace() throws Exception {
    try {
      dir.close();
    } finally {
      dispose();
    }
  }

  /** Closes the directory and opens its place again. */
  final void reopen() throws Exception {
    dir.close();
    dir = open();
  }

  static FileName name(String value) {
    return FileName.of(value);
  }

  /** Returns content that no two seeds share and in which every page differs. */
  static byte[] bytes(int length, long seed) {
    byte[] content = new byte[length];
    new SplittableRandom(seed).nextBytes(content);
    return content;
  }

  static ByteBuffer buffer(byte[] content) {
    return ByteBuffer.wrap(content);
  }
}
