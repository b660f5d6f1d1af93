package io.durability.examples.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LedgerTest {

  private static final Origin ORIGIN = new Origin(1, 0);

  private final Ledger ledger = Ledger.opening(3, 100);

  @BeforeEach
  void oneTransfer() throws LedgerException {
    ledger.apply(new Transfer(ORIGIN, 1, 1, 2, 30));
  }

  @Test
  void apply_movesMoney() {
    assertThat(ledger.balance(1)).isEqualTo(70);
    assertThat(ledger.balance(2)).isEqualTo(130);
    assertThat(ledger.balance(3)).isEqualTo(100);
    assertThat(ledger.total()).isEqualTo(300);
    assertThat(ledger.applied()).isEqualTo(1);
    assertThat(ledger.lastNumber(ORIGIN)).isEqualTo(1);
  }

  @Test
  void apply_sameTransferAgain_isRefused() {
    assertThatThrownBy(() -> ledger.apply(new Transfer(ORIGIN, 1, 1, 2, 30)))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("applied twice [transfer=1/0/1");
    assertThat(ledger.balance(1)).isEqualTo(70);
  }

  @Test
  void apply_afterAMissingOne_isRefused() {
    assertThatThrownBy(() -> ledger.apply(new Transfer(ORIGIN, 3, 1, 2, 30)))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("missing [expected=2, found=1/0/3");
  }

  @ParameterizedTest
  @CsvSource({"-1, 1, 5", "1, 4, 5", "1, 2, 0", "1, 2, -5"})
  void apply_malformed_isRefused(int from, int to, long amount) {
    assertThatThrownBy(() -> ledger.apply(new Transfer(ORIGIN, 2, from, to, amount)))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("malformed");
    assertThat(ledger.applied()).isEqualTo(1);
  }

  @Test
  void apply_countsEachOriginAlone() throws LedgerException {
    Origin other = new Origin(1, 1);
    ledger.apply(new Transfer(other, 1, 2, 3, 1)).apply(new Transfer(ORIGIN, 2, 2, 3, 1));
    assertThat(ledger.lastNumber(ORIGIN)).isEqualTo(2);
    assertThat(ledger.lastNumber(other)).isEqualTo(1);
    assertThat(ledger.lastNumber(new Origin(2, 0))).isZero();
  }

  @Test
  void copy_doesNotChangeWithTheOriginal() throws LedgerException {
    Ledger copy = ledger.copy();
    ledger.apply(new Transfer(ORIGIN, 2, 1, 2, 30));
    assertThat(copy.balance(1)).isEqualTo(70);
    assertThat(copy.lastNumber(ORIGIN)).isEqualTo(1);
    assertThat(copy.applied()).isEqualTo(1);
  }
}
