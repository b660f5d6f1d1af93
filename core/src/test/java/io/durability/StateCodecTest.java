package io.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.storage.MemoryDirectory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A state as the payload of one entry. */
final class StateCodecTest {

  record Accounts(List<String> owners, long cents) {}

  private static final StateCodec<Accounts> CODEC = StateCodec.of(Codecs.records(Accounts.class));

  @Test
  void of_aRecord_isRecoveredFromItsCheckpoint() throws Exception {
    MemoryDirectory directory = new MemoryDirectory();
    Accounts state = new Accounts(List.of("Ada", "Grace"), 4_200);
    try (Log<String> log = Log.open(directory, Codecs.utf8())) {
      log.appendDurable("opened");
      Publisher.of(CODEC).publish(log, state, log.lastId());
    }
    Recovered<Accounts, String> recovered =
        Recovery.of(
                directory,
                CODEC,
                Codecs.utf8(),
                () -> new Accounts(List.of(), 0),
                (before, id, entry) -> before)
            .latest();
    assertThat(recovered.state()).isEqualTo(state);
    assertThat(recovered.checkpointLastId()).isEqualTo(1);
  }

  @Test
  void of_bytesOfManyBlocks_comeBack() throws IOException {
    byte[] state = new byte[5_000_001];
    new Random(7).nextBytes(state);
    StateCodec<byte[]> codec = StateCodec.of(Codecs.bytes());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    codec.write(state, out);
    assertThat(codec.read(new ByteArrayInputStream(out.toByteArray()))).isEqualTo(state);
  }

  @Test
  void of_aStateThatCannotBeEncoded_throwsAndWritesNothing() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> CODEC.write(new Accounts(List.of("\ud800"), 1), out))
        .isInstanceOf(CharacterCodingException.class);
    assertThat(out.size()).isZero();
  }

  @Test
  void of_writtenByAnInterruptedThread_isWritten_andStaysInterrupted() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Thread.currentThread().interrupt();
    CODEC.write(new Accounts(List.of(), 1), out);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(out.size()).isPositive();
  }
}
