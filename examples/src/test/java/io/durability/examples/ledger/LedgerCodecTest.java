package io.durability.examples.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class LedgerCodecTest {

  @Test
  void read_ofWritten_isTheLedger() throws IOException {
    Ledger ledger = ledger();
    Ledger read = read(bytes(ledger));
    assertThat(read.applied()).isEqualTo(3);
    assertThat(read.accounts()).isEqualTo(5);
    for (int account = 0; account <= 5; account++) {
      assertThat(read.balance(account)).isEqualTo(ledger.balance(account));
    }
    assertThat(read.numbers()).isEqualTo(ledger.numbers()).hasSize(2);
    assertThat(bytes(read)).isEqualTo(bytes(ledger));
  }

  @Test
  void read_ofAnyShorterContent_fails() throws IOException {
    byte[] whole = bytes(ledger());
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(part)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void read_ofAnAbsurdCount_failsBeforeItTakesMemory() {
    byte[] bytes = ByteBuffer.allocate(12).putLong(0).putInt(Integer.MAX_VALUE).array();
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("accounts expected=0 to");
  }

  private static Ledger ledger() throws LedgerException {
    return Ledger.opening(5, 100)
        .apply(new Transfer(new Origin(2, 1), 1, 1, 2, 7))
        .apply(new Transfer(new Origin(1, 0), 1, 3, 0, 9))
        .apply(new Transfer(new Origin(2, 1), 2, 5, 4, 100));
  }

  private static byte[] bytes(Ledger ledger) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LedgerCodec.INSTANCE.write(ledger, out);
    return out.toByteArray();
  }

  private static Ledger read(byte[] bytes) throws IOException {
    return LedgerCodec.INSTANCE.read(new ByteArrayInputStream(bytes));
  }
}
