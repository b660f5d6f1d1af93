package io.durability.fs;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Codec;
import io.durability.Codecs;
import io.durability.DurableState;
import io.durability.DurableStateBuilder;
import io.durability.LogOptions;
import io.durability.StateCodec;
import io.durability.errors.DurabilityException;
import io.durability.storage.Directory;
import io.durability.storage.MemoryDirectory;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a state with many threads and sudden ends, in memory and on disk. */
final class DurableStateTest {

  private static final int THREADS = 8;
  private static final int TRANSFERS = 250;
  private static final int ACCOUNTS = 10;
  private static final long MONEY = 1_000;

  /** Money from one account to another, the n-th that a thread moves. */
  record Transfer(int thread, int number, int from, int to, long amount) {}

  private static final Codec<Transfer> TRANSFERS_CODEC = Codecs.records(Transfer.class);

  /** Balances, which are never negative and whose sum never changes, and how far threads are. */
  private static final class Accounts {
    private final long[] balances = new long[ACCOUNTS];
    private final int[] numbers = new int[THREADS];
    private long digest;

    static Accounts opening() {
      Accounts accounts = new Accounts();
      java.util.Arrays.fill(accounts.balances, MONEY);
      return accounts;
    }

    void check(Transfer transfer) {
      if (balances[transfer.from] < transfer.amount) {
        throw new IllegalArgumentException("not enough money: " + transfer);
      }
    }

    Accounts apply(Transfer transfer) {
      if (transfer.number <= numbers[transfer.thread]) {
        throw new IllegalStateException("out of order: " + transfer);
      }
      numbers[transfer.thread] = transfer.number;
      balances[transfer.from] -= transfer.amount;
      balances[transfer.to] += transfer.amount;
      digest = digest * 31 + transfer.hashCode();
      return this;
    }

    boolean isSound() {
      long total = 0;
      for (long balance : balances) {
        if (balance < 0) {
          return false;
        }
        total += balance;
      }
      return total == ACCOUNTS * MONEY;
    }

    Accounts copy() {
      Accounts copy = new Accounts();
      System.arraycopy(balances, 0, copy.balances, 0, ACCOUNTS);
      System.arraycopy(numbers, 0, copy.numbers, 0, THREADS);
      copy.digest = digest;
      return copy;
    }
  }

  private static final StateCodec<Accounts> ACCOUNTS_CODEC =
      new StateCodec<>() {
        @Override
        public void write(Accounts accounts, OutputStream out) throws IOException {
          DataOutputStream data = new DataOutputStream(out);
          for (long balance : accounts.balances) {
            data.writeLong(balance);
          }
          for (int number : accounts.numbers) {
            data.writeInt(number);
          }
          data.writeLong(accounts.digest);
        }

        @Override
        public Accounts read(InputStream in) throws IOException {
          DataInputStream data = new DataInputStream(in);
          Accounts accounts = new Accounts();
          for (int i = 0; i < ACCOUNTS; i++) {
            accounts.balances[i] = data.readLong();
          }
          for (int i = 0; i < THREADS; i++) {
            accounts.numbers[i] = data.readInt();
          }
          accounts.digest = data.readLong();
          return accounts;
        }
      };

  @TempDir Path root;
  private final String place = UUID.randomUUID().toString();

  private Directory open(String kind) throws DurabilityException {
    return kind.equals("file")
        ? FsDirectory.open(root.resolve("bank"))
        : MemoryDirectory.named(place);
  }

  @AfterEach
  void dropMemory() {
    MemoryDirectory.drop(place);
  }

  private static DurableStateBuilder<Accounts, Transfer> builder(Directory directory) {
    return DurableState.<Accounts, Transfer>builder(directory)
        .initial(Accounts::opening)
        .check(Accounts::check)
        .apply(Accounts::apply)
        .stateCodec(ACCOUNTS_CODEC)
        .entryCodec(TRANSFERS_CODEC)
        .options(LogOptions.builder().segmentBytes(32 << 10).build());
  }

  /** What one thread was told, and what it saw. */
  private record Seen(int acknowledged, int refused) {}

  private static Seen transfer(DurableState<Accounts, Transfer> bank, int thread) throws Exception {
    List<CompletableFuture<Boolean>> sound = new ArrayList<>();
    int refused = 0;
    int last = 0;
    for (int number = 1; number <= TRANSFERS; number++) {
      int from = (thread + number) % ACCOUNTS;
      int to = (thread + 3 * number + 1) % ACCOUNTS;
      Transfer transfer = new Transfer(thread, number, from, to, 40L * number % 700);
      try {
        if (number % 10 == 0) {
          long id = bank.submitDurable(transfer);
          assertThat(bank.durableId()).isGreaterThanOrEqualTo(id);
        } else {
          sound.add(bank.submit(transfer, Accounts::isSound));
        }
        last = number;
      } catch (IllegalArgumentException e) {
        refused++;
      }
      assertThat(bank.<Boolean>read(Accounts::isSound)).isTrue();
    }
    for (CompletableFuture<Boolean> each : sound) {
      assertThat(each.get(60, SECONDS)).isTrue();
    }
    return new Seen(last, refused);
  }

  private static List<Seen> transferInThreads(DurableState<Accounts, Transfer> bank)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<FutureTask<Seen>> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      FutureTask<Seen> task =
          new FutureTask<>(
              () -> {
                start.await();
                return transfer(bank, thread);
              });
      tasks.add(task);
      Thread runner = new Thread(task, "transfers");
      runner.setDaemon(true);
      runner.start();
    }
    List<Seen> seen = new ArrayList<>();
    for (FutureTask<Seen> task : tasks) {
      seen.add(task.get(120, SECONDS));
    }
    return seen;
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "file"})
  void manyThreads_withPublishes_thenASuddenEnd_loseNothing(String kind) throws Exception {
    Directory directory = open(kind);
    Executor background =
        task -> {
          Thread thread = new Thread(task, "publish");
          thread.setDaemon(true);
          thread.start();
        };
    DurableState<Accounts, Transfer> bank =
        builder(directory).publishEvery(100).snapshot(Accounts::copy).publishOn(background).open();
    List<Seen> seen = transferInThreads(bank);
    Accounts before = bank.read(Accounts::copy);
    assertThat(seen.stream().mapToInt(Seen::refused).sum()).isPositive();
    // As sudden as it gets in one process: nothing of the state is closed.
    directory.close();

    try (Directory again = open(kind);
        DurableState<Accounts, Transfer> found = builder(again).open()) {
      assertThat(found.recovery().checkpointLastId()).isPositive();
      assertSame(found, before, seen);
    }
  }

  @ParameterizedTest
  @Tag("fault-74")
  @ValueSource(strings = {"memory", "file"})
  void manyThreads_thatPublishThemselves_andAClose_loseNothing(String kind) throws Exception {
    List<Seen> seen;
    Accounts before;
    try (Directory directory = open(kind);
        DurableState<Accounts, Transfer> bank = builder(directory).publishEvery(77).open()) {
      seen = transferInThreads(bank);
      before = bank.read(Accounts::copy);
    }
    try (Directory directory = open(kind);
        DurableState<Accounts, Transfer> bank = builder(directory).open()) {
      assertThat(bank.recovery().bytesDropped()).isZero();
      assertSame(bank, before, seen);
    }
  }

  private static void assertSame(
      DurableState<Accounts, Transfer> found, Accounts before, List<Seen> seen) throws Exception {
    Accounts after = found.read(Accounts::copy);
    assertThat(after.isSound()).isTrue();
    assertThat(after.balances).isEqualTo(before.balances);
    assertThat(after.digest).as("the same transfers in the same order").isEqualTo(before.digest);
    for (int thread = 0; thread < THREADS; thread++) {
      assertThat(after.numbers[thread]).isEqualTo(seen.get(thread).acknowledged());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "file"})
  void cadence_makesNoDifference(String kind) throws Exception {
    List<Long> digests = new ArrayList<>();
    for (long every : new long[] {Long.MAX_VALUE, 1, 3, 50}) {
      try (Directory directory =
          kind.equals("file")
              ? FsDirectory.open(root.resolve("every-" + every))
              : new MemoryDirectory()) {
        for (int run = 0; run < 3; run++) {
          try (DurableState<Accounts, Transfer> bank =
              builder(directory).publishEvery(every).open()) {
            for (int i = 1; i <= 20; i++) {
              var unused = bank.submit(new Transfer(run, i, i % 10, (i + run) % 10, i));
            }
          }
        }
        try (DurableState<Accounts, Transfer> bank = builder(directory).open()) {
          digests.add(bank.read(accounts -> accounts.digest));
        }
      }
    }
    assertThat(digests).hasSize(4).containsOnly(digests.get(0));
  }
}
