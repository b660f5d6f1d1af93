package io.durability.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.examples.ledger.Bank;
import io.durability.examples.ledger.Ledger;
import io.durability.examples.ledger.LedgerException;
import io.durability.examples.ledger.Origin;
import io.durability.examples.ledger.Transfer;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is planted in a good log, the verdict names it. */
final class JudgeTest {

  private static final Origin A = new Origin(1, 0);
  private static final Origin B = new Origin(1, 1);

  private final Heard heard = new Heard(1);
  private final Promised promised = new Promised();
  private final TreeMap<Long, Transfer> entries = new TreeMap<>();
  private Ledger ledger = Ledger.opening(Bank.ACCOUNTS, Bank.OPENING_BALANCE);
  private long lastId = 6;
  private long checkpointLastId = 2;
  private int checkpoints = 1;
  private OptionalLong unfinished = OptionalLong.empty();

  /** Entries 1, 2, 4, 5 and 6, of which all but 6 were acknowledged; marker 3 for a checkpoint. */
  @BeforeEach
  void goodLog() throws LedgerException {
    put(1, new Transfer(A, 1, 1, 2, 10));
    put(2, new Transfer(B, 1, 2, 3, 10));
    put(4, new Transfer(A, 2, 1, Ledger.IN_TRANSIT, 10));
    put(5, new Transfer(A, 3, Ledger.IN_TRANSIT, 4, 10));
    put(6, new Transfer(B, 2, 5, 6, 10));
    heard.add(new Signal.Acked(1, 0, 1, 1), 0);
    heard.add(new Signal.Acked(2, 1, 1, 1), 0);
    heard.add(new Signal.PublishBegun(2), 0);
    heard.add(new Signal.PublishEnded(2, 3, 0, 0), 0);
    heard.add(new Signal.Acked(5, 0, 3, 2), 0);
  }

  @Test
  void goodLog_holds() {
    Verdict verdict = judge();
    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.holds()).isTrue();
  }

  @Test
  void endMissing_isLost() throws LedgerException {
    entries.tailMap(4L).clear();
    ledger = replayed();
    lastId = 3;
    Verdict verdict = judge();
    assertThat(verdict.lost())
        .isEqualTo(new Lost(2, "4 to 5", List.of("4 (transfer 1/0/2)", "5 (transfer 1/0/3)")));
    assertThat(verdict.violations()).isEmpty();
  }

  @Test
  void entryMissingInTheMiddle_isLost_andAGap() {
    entries.remove(5L);
    Verdict verdict = judge();
    assertThat(verdict.lost().ids()).isEqualTo("5");
    assertThat(verdict.violations())
        .anyMatch(text -> text.contains("no entry and no known marker has the ids [5]"));
  }

  @Test
  void anotherEntryInItsPlace_isLost() {
    entries.put(5L, new Transfer(A, 4, 1, 2, 10));
    Verdict verdict = judge();
    assertThat(verdict.lost().examples()).containsExactly("5 (transfer 1/0/3)");
    assertThat(verdict.violations()).anyMatch(text -> text.contains("entry 5 is transfer 1/0/4"));
  }

  @Test
  void sameTransferTwice_isNamed() {
    entries.put(6L, new Transfer(A, 3, Ledger.IN_TRANSIT, 4, 10));
    assertThat(judge().violations())
        .contains("entry 6 is transfer 1/0/3, but the last one of its origin was number 3");
  }

  @Test
  void ledgerWithoutAnEntryOfTheLog_isNamed() throws LedgerException {
    Transfer last = entries.remove(6L);
    ledger = replayed();
    entries.put(6L, last);
    assertThat(judge().violations())
        .contains(
            "transfers applied [expected=5, found=4]",
            "last transfer of 1/1 in the ledger [expected=2, found=1]");
  }

  @Test
  void batchInPart_leavesMoneyInTransit() throws LedgerException {
    entries.tailMap(5L).clear();
    ledger = replayed();
    lastId = 4;
    assertThat(judge().violations())
        .contains("money in transit: a part of a batch is missing [expected=0, found=10]");
  }

  @Test
  void otherSum_isNamed() throws LedgerException {
    ledger = Ledger.opening(Bank.ACCOUNTS, Bank.OPENING_BALANCE + 1);
    for (Transfer transfer : entries.values()) {
      ledger.apply(transfer);
    }
    assertThat(judge().violations())
        .anyMatch(text -> text.startsWith("sum of all balances [expected=1000000000, found="));
  }

  @Test
  void markerNobodyToldOf_isGoodInsideAPublishOnly() {
    lastId = 7;
    assertThat(judge().violations()).contains("no entry and no known marker has the ids [7]");
    unfinished = OptionalLong.of(5);
    assertThat(judge().holds()).isTrue();
  }

  @Test
  void checkpointNobodyToldOf_isGoodInsideAPublishOnly() {
    checkpointLastId = 5;
    assertThat(judge().violations())
        .contains("last id of the newest checkpoint [expected=2, found=5]");
    unfinished = OptionalLong.of(4);
    assertThat(judge().holds()).isFalse();
    unfinished = OptionalLong.of(5);
    assertThat(judge().holds()).isTrue();
  }

  @Test
  void checkpointLeftBehind_isNamed_butOneInsideAPublish() {
    checkpoints = 3;
    assertThat(judge().violations()).containsExactly("checkpoints, at most [expected=2, found=3]");
    heard.add(new Signal.PublishBegun(5), 0);
    assertThat(judge().holds()).isTrue();
  }

  @Test
  void checkpointOfAPublishThatWasKilled_mayStayUntilOneEnds() {
    checkpoints = 3;
    Heard killed = new Heard(1);
    killed.add(new Signal.PublishBegun(5), 0);
    promised.add(heard);
    promised.add(killed);
    promised.add(new Heard(2));
    assertThat(new Judge(promised, findings(), unfinished).judge().holds()).isTrue();

    Heard publishing = new Heard(3);
    publishing.add(new Signal.PublishBegun(6), 0);
    publishing.add(new Signal.PublishEnded(6, 7, 1, 100), 0);
    promised.add(publishing);
    assertThat(new Judge(promised, findings(), unfinished).judge().violations())
        .contains("checkpoints, at most [expected=2, found=3]");
  }

  @Test
  void publishedCheckpointGone_isNamed() {
    checkpointLastId = 0;
    assertThat(judge().violations())
        .contains("last id of the newest checkpoint [expected=2, found=0]");
  }

  @Test
  void whatWasRecoveredBefore_mustBeThereAgain() throws LedgerException {
    assertThat(judge().holds()).isTrue();
    promised.confirm(findings(), List.of());
    entries.remove(6L);
    ledger = replayed();
    lastId = 5;
    assertThat(new Judge(promised, findings(), OptionalLong.empty()).judge().violations())
        .contains("last id, not below the one recovered before [expected=6, found=5]");
  }

  @Test
  void afterTwoCheckpoints_theOlderEntriesAreTheLedgersToTell() throws LedgerException {
    heard.add(new Signal.PublishBegun(6), 0);
    heard.add(new Signal.PublishEnded(6, 7, 1, 100), 0);
    promised.add(heard);
    checkpointLastId = 6;
    lastId = 7;
    assertThat(promised.retainedFrom(6)).isEqualTo(3);
    entries.headMap(3L).clear();
    assertThat(new Judge(promised, findings(), OptionalLong.empty()).judge().holds()).isTrue();

    ledger = Ledger.opening(Bank.ACCOUNTS, Bank.OPENING_BALANCE);
    assertThat(new Judge(promised, findings(), OptionalLong.empty()).judge().lost().ids())
        .isEqualTo("1 to 2");
  }

  private void put(long id, Transfer transfer) throws LedgerException {
    entries.put(id, transfer);
    ledger.apply(transfer);
  }

  private Ledger replayed() throws LedgerException {
    Ledger fresh = Ledger.opening(Bank.ACCOUNTS, Bank.OPENING_BALANCE);
    for (Transfer transfer : entries.values()) {
      fresh.apply(transfer);
    }
    return fresh;
  }

  private Findings findings() {
    return new Findings(
        ledger,
        lastId,
        checkpointLastId,
        0,
        promised.retainedFrom(checkpointLastId),
        entries,
        1,
        checkpoints);
  }

  private Verdict judge() {
    Promised fresh = new Promised();
    fresh.add(heard);
    promised.add(heard);
    return new Judge(fresh, findings(), unfinished).judge();
  }
}
