package io.durability.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A length that was read takes no memory before it is checked. */
final class AllocationTest {

  private static final long BYTES_MAX = 64 * 1024;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  @Tag("fault-42")
  void segmentHeader_greatestLengthsWithGoodChecksum_takeNoMemory() {
    byte[] good = Golden.bytes("header-next-8");
    assertThat(allocated(Damage.withInt(good, 16, Integer.MAX_VALUE), this::segmentHeader))
        .isLessThan(BYTES_MAX);
    byte[] count = Damage.sealSegmentHeader(Damage.withInt(good, 104, 0xFFFF));
    assertThat(allocated(count, this::segmentHeader)).isLessThan(BYTES_MAX);
    byte[] name = Damage.sealSegmentHeader(Damage.withInt(good, 132, 0xFFFF));
    assertThat(allocated(name, this::segmentHeader)).isLessThan(BYTES_MAX);
  }

  @Test
  void reference_greatestNameLength_takesNoMemory() {
    // All of it is there: it is the limit that is checked first.
    byte[] bytes = new byte[70_000];
    bytes[20] = (byte) 0xFF;
    bytes[21] = (byte) 0xFF;
    assertThat(allocated(bytes, source -> CheckpointRef.decode(source, Golden.FILE)))
        .isLessThan(BYTES_MAX);
  }

  @Test
  @Tag("fault-42")
  void frame_greatestLength_takesNoMemory() {
    byte[] bytes = Damage.withInt(Golden.bytes("frame-entry"), 0, Integer.MAX_VALUE);
    Frames frames = Golden.frames();
    assertThat(allocated(bytes, source -> frames.verifyHeader(source, 0, 4096)))
        .isLessThan(BYTES_MAX);
  }

  @Test
  void allocated_memoryTaken_isSeen() {
    assertThat(allocated(new byte[0], source -> new byte[1 << 17])).isGreaterThan(BYTES_MAX);
  }

  private Object segmentHeader(ByteBuffer source) throws Exception {
    return SegmentHeader.decode(source, Golden.FILE);
  }

  /** Returns the fewest bytes taken in several runs: classes are loaded in the first. */
  private long allocated(byte[] bytes, Damage.Decoder decoder) {
    long[] runs = new long[5];
    for (int i = 0; i < runs.length; i++) {
      ByteBuffer source = Golden.buffer(bytes);
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        assertThat(decoder.decode(source)).isNotNull();
      } catch (Exception e) {
        assertThat(e).hasMessageContaining("expected=");
      }
      runs[i] = threads.getCurrentThreadAllocatedBytes() - before;
    }
    return Arrays.stream(runs).min().orElseThrow();
  }
}
