package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Checkpoints;
import io.durability.Log;
import io.durability.Recovered;
import io.durability.StateCodec;
import io.durability.errors.ConditionNotMetException;
import io.durability.errors.CorruptException;
import io.durability.errors.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Checkpoints that are lost, damaged, uncommitted, or on their own: P5 to P7. */
abstract class LogCheckpointClauses extends LogRetentionClauses {

  /** Bytes as they are, from streams that it closes; reading stops where the caller says. */
  private record Raw(int readBytes) implements StateCodec<byte[]> {
    @Override
    public void write(byte[] state, OutputStream out) throws IOException {
      int half = state.length / 2;
      out.write(state, 0, half);
      for (int i = half; i < Math.min(state.length, half + 10); i++) {
        out.write(state[i]);
      }
      if (state.length > half + 10) {
        out.write(state, half + 10, state.length - half - 10);
      }
      out.close();
    }

    @Override
    public byte[] read(InputStream in) throws IOException {
      try (in) {
        return in.readNBytes(readBytes);
      }
    }
  }

  private static final Raw ALL = new Raw(Integer.MAX_VALUE);

  @Test
  @Tag("fault-18")
  @Tag("P6")
  void recover_newestCheckpointDamaged_usesTheOlder() throws Exception {
    Log<String> log = publishedTwice();
    damage(checkpoints().get(1));
    assertOlderUsed();
    add(log, "after");
    assertThat(recovery().latest().state()).isEqualTo(model());
    publish(log);
    publish(log);
    assertRecovered();
  }

  @Test
  @Tag("fault-18")
  @Tag("P6")
  void recover_newestCheckpointMissing_usesTheOlder() throws Exception {
    publishedTwice().close();
    dir.delete(List.of(name(checkpoints().get(1))));
    assertOlderUsed();
  }

  @Test
  @Tag("P6")
  void recover_newestCheckpointCutOff_usesTheOlder() throws Exception {
    publishedTwice().close();
    String newest = checkpoints().get(1);
    byte[] content = read(newest);
    for (int length : new int[] {0, 1, 63, 64, 100, content.length - 33, content.length - 1}) {
      put(newest, Arrays.copyOf(content, length));
      assertOlderUsed();
    }
    put(newest, Arrays.copyOf(content, content.length + 1));
    assertOlderUsed();
    put(newest, read(checkpoints().get(0)));
    assertOlderUsed();
    put(newest, content);
    assertRecovered();
  }

  private void assertOlderUsed() throws IOException {
    Recovered<List<String>, String> recovered = recovery().latest();
    assertThat(recovered.state()).isEqualTo(model());
    assertThat(recovered.checkpointLastId()).isEqualTo(30);
    assertThat(recovered.checkpointsSkipped()).hasSize(1);
    assertThat(recovered.entriesApplied()).isEqualTo(31);
  }

  private Log<String> publishedTwice() throws Exception {
    Log<String> log = openLog(small().build());
    addMany(log, 30, 300);
    publish(log);
    addMany(log, 30, 300);
    publish(log);
    add(log, "last");
    return log;
  }

  @Test
  @Tag("fault-18")
  @Tag("P6")
  void recover_noCheckpointUsable_isCorruptAndNothingChanged() throws Exception {
    publishedTwice().close();
    damage(checkpoints().get(0));
    dir.delete(List.of(name(checkpoints().get(1))));
    var before = files();
    assertThatThrownBy(this::recover).isInstanceOf(CorruptException.class);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  @Tag("P6")
  void recover_noCheckpointUsableButTheWholeLog_replaysAll() throws Exception {
    Log<String> log = openLog(small().checkpointsKept(3).build());
    addMany(log, 30, 300);
    publish(log);
    addMany(log, 30, 300);
    publish(log);
    add(log, "last");
    damage(checkpoints().get(0));
    damage(checkpoints().get(1));
    Recovered<List<String>, String> recovered = recovery().latest();
    assertThat(recovered.state()).isEqualTo(model());
    assertThat(recovered.checkpointLastId()).isZero();
    assertThat(recovered.checkpointsSkipped()).hasSize(2);
  }

  @Test
  @Tag("P7")
  void recover_checkpointThatNoMarkerCommitted_isIgnored() throws Exception {
    Log<String> log = openLog();
    add(log, "a");
    Checkpoints.write(dir, name("never"), STATES, List.of("9=never"), 9);
    String own =
        "checkpoints/00000000000000000009-0123456789abcdef0123456789abcdef-0123456789abcdef.ckpt";
    put(own, read("never"));
    assertThat(assertRecovered().checkpointLastId()).isZero();
    add(log, "b");
    publish(log);
    assertThat(assertRecovered().checkpointLastId()).isEqualTo(2);
  }

  @Test
  @Tag("P5")
  void recover_coveredFilesGoneInAnyOrder_givesTheSameState() throws Exception {
    Log<String> log = openLog(small().checkpointsKept(3).build());
    addMany(log, 30, 300);
    final List<String> covered = segments().subList(0, segments().size() - 1);
    publish(log);
    add(log, "a");
    publish(log);
    log.close();
    // What a crash inside a truncation leaves; every second file, then the others.
    for (int i = 0; i < covered.size(); i += 2) {
      dir.delete(List.of(name(covered.get(i))));
      assertRecovered();
    }
    for (String each : covered) {
      dir.delete(List.of(name(each)));
      assertRecovered();
    }
    log = openLog(small().checkpointsKept(1).build());
    addMany(log, 30, 300);
    publish(log);
    assertRecovered();
  }

  @Test
  @Tag("P6")
  void recover_stateReadInPart_stillVerifiesTheRest() throws Exception {
    byte[] state = bytes(300_000, 1);
    Checkpoints.write(dir, name("state"), ALL, state, 5);
    assertThat(Checkpoints.read(dir, name("state"), new Raw(10)).state())
        .isEqualTo(Arrays.copyOf(state, 10));
    byte[] content = read("state");
    content[content.length - 40] ^= 1;
    put("state", content);
    assertThatThrownBy(() -> Checkpoints.read(dir, name("state"), new Raw(10)))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("state");
  }

  @Test
  @Tag("P1")
  void checkpointAlone_anySize_isReadBack() throws Exception {
    for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 131_072, 3_000_000}) {
      byte[] state = bytes(size, size);
      Checkpoints.write(dir, name("snapshots/" + size), ALL, state, size);
      Checkpoints.Checkpoint<byte[]> found = Checkpoints.read(dir, name("snapshots/" + size), ALL);
      assertThat(found.lastId()).isEqualTo(size);
      assertThat(found.state()).isEqualTo(state);
    }
    assertThat(names("")).hasSize(7);
  }

  @Test
  @Tag("P1")
  void checkpointAlone_misuse_isRefusedAndNothingChanged() throws Exception {
    Checkpoints.write(dir, name("state"), ALL, bytes(10, 1), 1);
    var before = files();
    assertThatThrownBy(() -> Checkpoints.write(dir, name("state"), ALL, bytes(10, 2), 2))
        .isInstanceOf(ConditionNotMetException.class);
    for (String own : List.of("wal/state", "checkpoints/state", "frontier/state")) {
      assertThatThrownBy(() -> Checkpoints.write(dir, name(own), ALL, bytes(10, 2), 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(own);
    }
    assertThatThrownBy(() -> Checkpoints.write(dir, name("other"), ALL, bytes(10, 2), -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Checkpoints.read(dir, name("none"), ALL))
        .isInstanceOf(NotFoundException.class);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  @Tag("P6")
  void checkpointAlone_anyDamage_isCorrupt() throws Exception {
    Checkpoints.write(dir, name("state"), ALL, bytes(100, 1), 1);
    byte[] content = read("state");
    for (int at = 0; at < content.length; at++) {
      byte[] damaged = content.clone();
      damaged[at] ^= 0x10;
      put("state", damaged);
      assertThatThrownBy(() -> Checkpoints.read(dir, name("state"), ALL))
          .as("byte %s", at)
          .isInstanceOf(CorruptException.class);
    }
    for (int length = 0; length < content.length; length++) {
      put("state", Arrays.copyOf(content, length));
      assertThatThrownBy(() -> Checkpoints.read(dir, name("state"), ALL))
          .as("length %s", length)
          .isInstanceOf(CorruptException.class);
    }
  }
}
