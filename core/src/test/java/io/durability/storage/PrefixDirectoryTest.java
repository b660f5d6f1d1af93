package io.durability.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.errors.DurabilityException;
import io.durability.errors.NotFoundException;
import io.durability.errors.SupersededException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, places in errors, and who closes what. */
final class PrefixDirectoryTest {

  private final MemoryDirectory beneath = new MemoryDirectory();

  private static FileName name(String value) {
    return FileName.of(value);
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a//b", "/a", "..", "a/./b", "a b", "a//"})
  void folder_thatIsNoName_isRefused(String folder) {
    assertThatIllegalArgumentException().isThrownBy(() -> PrefixDirectory.of(beneath, folder));
  }

  @Test
  void folder_withAndWithoutSlash_isTheSame() throws Exception {
    PrefixDirectory.of(beneath, "orders/").write(name("a"), bytes(1), Condition.none());
    PrefixDirectory.of(beneath, "orders").write(name("b"), bytes(1), Condition.none());
    assertThat(beneath.list("").stream().map(file -> file.name().value()))
        .containsExactly("orders/a", "orders/b");
  }

  @Test
  void folder_inAFolder_namesTheWholeWay() throws Exception {
    Directory shop = PrefixDirectory.of(MemoryDirectory.named("PrefixDirectoryTest"), "shop");
    Directory orders = PrefixDirectory.of(shop, "orders");
    assertThat(orders).hasToString("memory:PrefixDirectoryTest/shop/orders");
    assertThatThrownBy(() -> orders.open(name("wal/1")))
        .isInstanceOfSatisfying(
            NotFoundException.class,
            e -> {
              assertThat(e.location().file()).isEqualTo("wal/1");
              assertThat(e.location().directory()).isEqualTo(orders.toString());
            })
        .hasMessage(
            "file not found [file=wal/1, directory=memory:PrefixDirectoryTest/shop/orders]");
    MemoryDirectory.drop("PrefixDirectoryTest");
  }

  @Test
  void nameless_directory_givesAPlaceThatReads() {
    assertThat(PrefixDirectory.of(beneath, "orders")).hasToString("memory:orders");
  }

  @Test
  void name_tooLongWithTheFolder_isRefused_sayingBoth() throws Exception {
    Directory orders = PrefixDirectory.of(beneath, "orders");
    String longest = "a/".repeat(508) + "x";
    assertThat(longest).hasSize(FileName.LENGTH_MAX - "orders/".length());
    orders.write(name(longest), bytes(1), Condition.none());
    FileName tooLong = name(longest + "y");
    List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> verbs =
        List.of(
            () -> orders.write(tooLong, bytes(1), Condition.none()),
            () -> orders.create(tooLong),
            () -> orders.open(tooLong),
            () -> orders.stat(tooLong),
            () -> orders.list(tooLong.value()),
            () -> orders.delete(List.of(name(longest), tooLong)),
            () -> orders.rename(name(longest), tooLong),
            () -> orders.rename(tooLong, name("x")),
            () -> orders.append(tooLong),
            () -> orders.seal(tooLong),
            () -> orders.settle(tooLong, 0, 0));
    for (var verb : verbs) {
      assertThatThrownBy(verb)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("orders/")
          .hasMessageContaining(tooLong.value())
          .hasMessageContaining("expected<=1017")
          .hasMessageContaining("found=1018");
    }
    assertThat(orders.list("")).hasSize(1);
  }

  @Test
  void close_leavesTheDirectoryBeneathOpen() throws Exception {
    Directory orders = PrefixDirectory.of(beneath, "orders");
    Directory refunds = PrefixDirectory.of(beneath, "refunds");
    orders.close();
    assertThatIllegalStateException().isThrownBy(() -> orders.list(""));
    refunds.write(name("a"), bytes(1), Condition.none());
    assertThat(beneath.list("")).hasSize(1);
  }

  @Test
  void close_ofAnOwner_closesTheDirectoryBeneath() throws Exception {
    PrefixDirectory.owning(beneath, "orders").close();
    assertThatIllegalStateException().isThrownBy(() -> beneath.list(""));
  }

  /** Two syncs under way, which the test completes. */
  private final class SlowDirectory extends FilterDirectory {
    final List<CompletableFuture<Long>> syncs = new ArrayList<>();

    SlowDirectory() {
      super(beneath);
    }

    @Override
    public Appender append(FileName name) throws DurabilityException {
      Appender appender = in.append(name);
      return new Appender() {
        @Override
        public void write(ByteBuffer bytes) throws DurabilityException {
          appender.write(bytes);
        }

        @Override
        public CompletableFuture<Long> sync() {
          CompletableFuture<Long> sync = new CompletableFuture<>();
          syncs.add(sync);
          return sync;
        }

        @Override
        public long length() {
          return appender.length();
        }

        @Override
        public void close() throws DurabilityException {
          appender.close();
        }
      };
    }
  }

  @Test
  void syncs_completeInTheOrderAskedFor_whicheverThreadIsFaster() throws Exception {
    SlowDirectory slow = new SlowDirectory();
    try (Appender appender = PrefixDirectory.of(slow, "orders").append(name("wal/1"))) {
      CompletableFuture<Long> first = appender.sync();
      CompletableFuture<Long> second = appender.sync();
      slow.syncs.get(1).complete(2L);
      assertThat(second).isNotDone();
      slow.syncs.get(0).complete(1L);
      assertThat(first).isCompletedWithValue(1L);
      assertThat(second).isCompletedWithValue(2L);
    }
  }

  @Test
  void syncs_thatFail_tellTheFolder_andAreNoWrappers() throws Exception {
    SlowDirectory slow = new SlowDirectory();
    Directory orders = PrefixDirectory.of(slow, "orders");
    try (Appender appender = orders.append(name("wal/1"))) {
      CompletableFuture<Long> first = appender.sync();
      CompletableFuture<Long> second = appender.sync();
      slow.syncs
          .get(0)
          .completeExceptionally(
              new SupersededException(
                  "sealed", io.durability.errors.Location.of(slow, "orders/wal/1").at(7)));
      slow.syncs.get(1).completeExceptionally(new IllegalStateException("closed"));
      assertThat(first)
          .failsWithin(java.time.Duration.ZERO)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(SupersededException.class)
          .withMessage("sealed [file=wal/1, offset=7, directory=memory:orders]");
      assertThat(second)
          .failsWithin(java.time.Duration.ZERO)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
