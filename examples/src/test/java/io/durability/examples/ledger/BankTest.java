package io.durability.examples.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.LogOptions;
import io.durability.PublishResult;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BankTest {

  private static final Origin ORIGIN = new Origin(1, 0);
  private static final LogOptions SMALL = LogOptions.builder().segmentBytes(4096).build();

  @Test
  void reopened_hasTheSameLedger() throws IOException {
    try (Directory directory = new MemoryDirectory()) {
      byte[] before;
      try (Bank bank = Bank.open(directory, SMALL)) {
        for (int number = 1; number <= 500; number++) {
          transfer(bank, number);
          if (number % 100 == 0) {
            bank.publish(bank.snapshot());
          }
        }
        before = bytes(bank.snapshot().ledger());
      }
      try (Bank bank = Bank.open(directory, SMALL)) {
        assertThat(bytes(bank.snapshot().ledger())).isEqualTo(before);
        assertThat(bank.lastId()).isEqualTo(505);
        assertThat(bank.snapshot().ledger().total())
            .isEqualTo(Bank.ACCOUNTS * Bank.OPENING_BALANCE);
        transfer(bank, 501);
        assertThat(bank.lastId()).isEqualTo(506);
      }
    }
  }

  @Test
  void publish_truncatesAsSoonAsTwoAreThere() throws IOException {
    try (Directory directory = new MemoryDirectory();
        Bank bank = Bank.open(directory, SMALL)) {
      for (int number = 1; number <= 300; number++) {
        transfer(bank, number);
      }
      PublishResult first = bank.publish(bank.snapshot());
      assertThat(first.segmentsDeleted()).isZero();
      transfer(bank, 301);
      PublishResult second = bank.publish(bank.snapshot());
      assertThat(second.segmentsDeleted()).isPositive();
      assertThat(second.bytesDeleted()).isPositive();
    }
  }

  @Test
  void transfer_inParts_isOneBatch() throws IOException {
    try (Directory directory = new MemoryDirectory();
        Bank bank = Bank.open(directory, SMALL)) {
      long id =
          bank.transfer(
                  List.of(
                      new Transfer(ORIGIN, 1, 1, Ledger.IN_TRANSIT, 10),
                      new Transfer(ORIGIN, 2, Ledger.IN_TRANSIT, 2, 10)))
              .await();
      assertThat(id).isEqualTo(2);
      assertThat(bank.snapshot().ledger().balance(Ledger.IN_TRANSIT)).isZero();
    }
  }

  @Test
  void publish_withNothingNew_isRefused() throws IOException {
    try (Directory directory = new MemoryDirectory();
        Bank bank = Bank.open(directory, SMALL)) {
      transfer(bank, 1);
      Snapshot snapshot = bank.snapshot();
      bank.publish(snapshot);
      assertThatThrownBy(() -> bank.publish(snapshot)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void transfer(Bank bank, int number) throws IOException {
    bank.transfer(List.of(new Transfer(ORIGIN, number, 1 + number % 7, 8, number))).await();
  }

  private static byte[] bytes(Ledger ledger) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LedgerCodec.INSTANCE.write(ledger, out);
    return out.toByteArray();
  }
}
