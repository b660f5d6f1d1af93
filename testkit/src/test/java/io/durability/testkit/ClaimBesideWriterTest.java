package io.durability.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.storage.FileInfo;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import io.durability.storage.FilterDirectory;
import io.durability.storage.MemoryDirectory;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A claimant and a reader sleep while another writer begins, publishes and truncates the log. */
final class ClaimBesideWriterTest {

  private static final LogOptions OPTIONS = LogOptions.builder().checkpointsKept(1).build();

  private final MemoryDirectory store = new MemoryDirectory();

  private interface Meanwhile {
    void happens() throws IOException;
  }

  /** Something happens once, before a listing or a seal. */
  private static final class Sleeping extends FilterDirectory {
    private final String at;
    private Meanwhile meanwhile;
    private boolean slept;

    Sleeping(Directory in, String at, Meanwhile meanwhile) {
      super(in);
      this.at = at;
      this.meanwhile = meanwhile;
    }

    private void sleep(String place) {
      if (place.equals(at) && !slept) {
        slept = true;
        try {
          meanwhile.happens();
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    }

    @Override
    public List<FileInfo> list(String prefix, String after) throws DurabilityException {
      sleep("list " + prefix);
      return super.list(prefix, after);
    }

    @Override
    public FileReader open(FileName name) throws DurabilityException {
      if (name.value().startsWith("checkpoints/")) {
        sleep("open checkpoint");
      }
      return super.open(name);
    }

    @Override
    public long seal(FileName name) throws DurabilityException {
      sleep("seal");
      return super.seal(name);
    }
  }

  /** Appends and publishes twice, so that what was there before is deleted. */
  private void appendAndPublish() throws IOException {
    Fold state = Fold.recovery(store).latest().state();
    try (Log<byte[]> log = Log.open(store, Codecs.bytes(), OPTIONS)) {
      for (int i = 0; i < 2; i++) {
        byte[] entry = {(byte) i};
        long id = log.appendDurable(entry);
        state = state.apply(id, entry);
        Publisher.of(Fold.CODEC).publish(log, state, id);
      }
    }
  }

  @Test
  void recover_logBegunAndPublishedMeanwhile_isNotDamage() throws Exception {
    Sleeping directory = new Sleeping(store, "list checkpoints/", this::appendAndPublish);
    assertThat(Fold.recovery(directory).latest().state().count()).isEqualTo(2);
    assertThat(directory.slept).isTrue();
  }

  @Test
  void claim_logBegunAndPublishedMeanwhile_goesOnBehindIt() throws Exception {
    Sleeping directory = new Sleeping(store, "list checkpoints/", this::appendAndPublish);
    try (Log<byte[]> log = Log.open(directory, Codecs.bytes(), OPTIONS)) {
      log.appendDurable(new byte[] {9});
    }
    assertThat(directory.slept).isTrue();
    assertThat(Fold.recovery(store).latest().state().count()).isEqualTo(3);
  }

  @Test
  @Tag("fault-85")
  void claim_listedSegmentTruncatedMeanwhile_startsOver() throws Exception {
    try (Log<byte[]> log = Log.open(store, Codecs.bytes(), OPTIONS)) {
      log.appendDurable(new byte[] {8});
    }
    Sleeping directory = new Sleeping(store, "seal", this::appendAndPublish);
    try (Log<byte[]> log = Log.open(directory, Codecs.bytes(), OPTIONS)) {
      log.appendDurable(new byte[] {9});
    }
    assertThat(directory.slept).isTrue();
    assertThat(Fold.recovery(store).latest().state().count()).isEqualTo(4);
  }

  @Test
  @Tag("fault-90")
  void recover_checkpointSupersededByTwoOthersMeanwhile_startsOver() throws Exception {
    appendAndPublish();
    Sleeping directory = new Sleeping(store, "open checkpoint", this::publishAndDieAndClaim);
    assertThat(Fold.recovery(directory).latest().state().count()).isEqualTo(3);
    assertThat(directory.slept).isTrue();
  }

  /** Publishes without truncating; the next claim takes the checkpoint before for an orphan. */
  private void publishAndDieAndClaim() throws IOException {
    FaultDirectory dying = new FaultDirectory(store);
    Fold state = Fold.recovery(store).latest().state();
    Log<byte[]> log = Log.open(dying, Codecs.bytes(), OPTIONS);
    byte[] entry = {7};
    long id = log.appendDurable(entry);
    dying.failForever(When.on(Operation.Verb.DELETE, Operation.Verb.WRITE), Fault.Mode.BEFORE);
    Publisher.of(Fold.CODEC).publish(log, state.apply(id, entry), id);
    Log.open(store, Codecs.bytes(), OPTIONS).close();
  }
}
