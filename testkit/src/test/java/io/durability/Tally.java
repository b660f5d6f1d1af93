package io.durability;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A mutable state that tells whether entries were applied in the order of the log, each once, and
 * each submitter's in its order.
 */
final class Tally {

  /** An entry: the n-th of a submitter. */
  record Tick(int submitter, long number) {}

  static final Codec<Tick> TICKS = Codecs.records(Tick.class);

  static final StateCodec<Tally> CODEC =
      new StateCodec<>() {
        @Override
        public void write(Tally tally, OutputStream out) throws IOException {
          DataOutputStream data = new DataOutputStream(out);
          data.writeLong(tally.count);
          data.writeLong(tally.digest);
          data.writeInt(tally.numbers.size());
          for (Map.Entry<Integer, Long> each : new TreeMap<>(tally.numbers).entrySet()) {
            data.writeInt(each.getKey());
            data.writeLong(each.getValue());
          }
        }

        @Override
        public Tally read(InputStream in) throws IOException {
          DataInputStream data = new DataInputStream(in);
          Tally tally = new Tally();
          tally.count = data.readLong();
          tally.digest = data.readLong();
          for (int left = data.readInt(); left > 0; left--) {
            tally.numbers.put(data.readInt(), data.readLong());
          }
          return tally;
        }
      };

  private long count;
  private long digest;
  private final Map<Integer, Long> numbers = new HashMap<>();

  Tally apply(Tick tick) {
    long expected = numbers.getOrDefault(tick.submitter(), 0L) + 1;
    if (tick.number() != expected) {
      throw new IllegalStateException(
          "out of order [expected=" + expected + ", found=" + tick + "]");
    }
    numbers.put(tick.submitter(), expected);
    digest = digest * 31 + tick.hashCode();
    count++;
    return this;
  }

  long count() {
    return count;
  }

  /** Returns what depends on every entry and on their order. */
  long digest() {
    return digest;
  }

  /** Returns the count, added up in another way. */
  long sum() {
    return numbers.values().stream().mapToLong(Long::longValue).sum();
  }

  Tally copy() {
    Tally copy = new Tally();
    copy.count = count;
    copy.digest = digest;
    copy.numbers.putAll(numbers);
    return copy;
  }
}
