package io.durability.examples.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TransferCodecTest {

  @Test
  void decode_ofEncoded_isTheTransfer() throws IOException {
    Transfer transfer = new Transfer(new Origin(3, 7), 1L << 40, 1, 999, Long.MAX_VALUE);
    assertThat(TransferCodec.INSTANCE.decode(TransferCodec.INSTANCE.encode(transfer)))
        .isEqualTo(transfer);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void decode_ofAnotherLength_isRefused(int length) {
    assertThatThrownBy(() -> TransferCodec.INSTANCE.decode(ByteBuffer.allocate(length)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected=32, found=" + length);
  }
}
