package io.durability.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.durability.Codecs;
import io.durability.LogInspection;
import io.durability.LogReader;
import io.durability.LogReport;
import io.durability.examples.serverless.AccountHandler;
import io.durability.examples.serverless.Deposit;
import io.durability.examples.serverless.Request;
import io.durability.examples.serverless.Response;
import io.durability.storage.Directory;
import io.durability.storage.PrefixDirectory;
import io.durability.testkit.Fault;
import io.durability.testkit.FaultDirectory;
import io.durability.testkit.Operation.Verb;
import io.durability.testkit.When;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Instances of a function on one store, that start, freeze, run at the same time, are copied, and
 * end without being asked: what one of them has answered stays so.
 */
abstract class ServerlessTest {

  static final String TENANT = "ada";

  /** Opens the store as an instance of its own does. */
  abstract Directory open() throws IOException;

  private static Request deposit(String tenant, String id, long cents) {
    return new Request(tenant, id, cents);
  }

  private static Response balance(AccountHandler instance, String tenant) {
    return instance.handleRequest(deposit(tenant, "look", 0), "context");
  }

  private static void assertDone(Response response, long balance) {
    assertThat(response).isEqualTo(new Response(Response.DONE, balance));
  }

  /**
   * Returns the ids of all requests in the log of a tenant, as a reader from outside finds them.
   */
  private List<String> logged(String tenant) throws IOException {
    List<String> ids = new ArrayList<>();
    try (Directory directory = open();
        LogReader<Deposit> reader =
            LogReader.open(
                PrefixDirectory.of(directory, tenant), Codecs.records(Deposit.class), 1)) {
      while (reader.next()) {
        ids.add(reader.entry().requestId());
      }
    }
    return ids;
  }

  @Test
  void coldStart_recoversEachTenant_afterAnInstanceThatJustEnded() throws Exception {
    // Never closed: the platform does not ask.
    AccountHandler gone = new AccountHandler(open());
    assertDone(gone.handleRequest(deposit("ada", "r-1", 5), "context"), 5);
    assertDone(gone.handleRequest(deposit("grace", "r-1", 7), "context"), 7);
    assertDone(gone.handleRequest(deposit("ada", "r-2", 10), "context"), 15);
    try (AccountHandler instance = new AccountHandler(open())) {
      assertDone(balance(instance, "ada"), 15);
      assertDone(instance.handleRequest(deposit("grace", "r-2", 1), "context"), 8);
      assertDone(balance(instance, "nobody"), 0);
    }
  }

  @Test
  void answer_isGivenOnlyForWhatIsDurable() throws Exception {
    try (AccountHandler instance = new AccountHandler(open())) {
      for (int i = 1; i <= 3; i++) {
        assertDone(instance.handleRequest(deposit(TENANT, "r-" + i, 1), "context"), i);
        assertThat(logged(TENANT)).as("when the answer is there").hasSize(i);
      }
    }
  }

  @Test
  void storeThatFails_isNotAnsweredWithDone_andAskingAgainDoesItOnce() throws Exception {
    FaultDirectory faults = new FaultDirectory(open());
    try (AccountHandler instance = new AccountHandler(faults)) {
      assertDone(instance.handleRequest(deposit(TENANT, "r-1", 5), "context"), 5);
      Fault fault = faults.failForever(When.on(Verb.SYNC), Fault.Mode.AFTER);
      Response response = instance.handleRequest(deposit(TENANT, "r-2", 10), "context");
      assertThat(fault.fired()).isTrue();
      assertThat(response).isEqualTo(new Response(Response.UNKNOWN, 0));
      faults.heal();
      assertDone(instance.handleRequest(deposit(TENANT, "r-2", 10), "context"), 15);
      assertDone(instance.handleRequest(deposit(TENANT, "r-2", 10), "context"), 15);
      assertThat(logged(TENANT)).containsExactly("r-1", "r-2");
    }
  }

  @Test
  void close_isTheBarrier_andEndsTheInstance() throws Exception {
    AccountHandler instance = new AccountHandler(open());
    assertDone(instance.handleRequest(deposit(TENANT, "r-1", 5), "context"), 5);
    instance.close();
    assertThatThrownBy(() -> balance(instance, TENANT)).isInstanceOf(IllegalStateException.class);
    try (Directory directory = open()) {
      assertThat(LogInspection.of(PrefixDirectory.of(directory, TENANT)).closedCleanly()).isTrue();
    }
  }

  @Test
  void idleInstance_thatWasTakenOverFrom_takesTheTenantBack_withEverything() throws Exception {
    try (AccountHandler idle = new AccountHandler(open());
        AccountHandler other = new AccountHandler(open())) {
      assertDone(idle.handleRequest(deposit(TENANT, "r-1", 5), "context"), 5);
      assertDone(other.handleRequest(deposit(TENANT, "r-2", 10), "context"), 15);
      assertDone(idle.handleRequest(deposit(TENANT, "r-3", 20), "context"), 35);
      assertDone(other.handleRequest(deposit(TENANT, "r-3", 20), "context"), 35);
      assertDone(balance(other, TENANT), 35);
    }
  }

  @Test
  @Tag("fault-64")
  void twoInstancesAtOnce_neverBothAcknowledge_eachRequestIsThereOnce() throws Exception {
    int requests = 12;
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (AccountHandler one = new AccountHandler(open());
        AccountHandler other = new AccountHandler(open())) {
      List<Future<Set<String>>> done = new ArrayList<>();
      for (AccountHandler instance : List.of(one, other)) {
        // The same requests to both, as a client does that asks again.
        Callable<Set<String>> client = () -> depositEach(instance, requests);
        done.add(threads.submit(client));
      }
      Set<String> acknowledged = new HashSet<>();
      for (Future<Set<String>> each : done) {
        acknowledged.addAll(each.get());
      }
      List<String> found = logged(TENANT);
      assertThat(found).as("once each").doesNotHaveDuplicates();
      assertThat(found).as("what was acknowledged").containsAll(acknowledged);
      assertThat(acknowledged).isNotEmpty();
      // A new instance: one of these may not have heard yet that it was taken over from.
      try (AccountHandler fresh = new AccountHandler(open())) {
        assertDone(balance(fresh, TENANT), found.size());
      }
    } finally {
      threads.shutdown();
    }
  }

  private static Set<String> depositEach(AccountHandler instance, int requests) {
    Set<String> done = new HashSet<>();
    for (int i = 0; i < requests; i++) {
      String id = "r-" + i;
      if (instance.handleRequest(deposit(TENANT, id, 1), "context").status() == Response.DONE) {
        done.add(id);
      }
    }
    return done;
  }

  @Test
  void instanceBeforeItsFirstInvocation_hasChangedNothing_soCopiesOfItHaveNothingInCommon()
      throws Exception {
    FaultDirectory seen = new FaultDirectory(open());
    try (AccountHandler snapshot = new AccountHandler(seen)) {
      assertThat(seen.operations()).as("before a snapshot is taken").isEmpty();
      assertDone(snapshot.handleRequest(deposit(TENANT, "r-1", 1), "context"), 1);
    }
    try (AccountHandler copy = new AccountHandler(open())) {
      assertDone(copy.handleRequest(deposit(TENANT, "r-2", 1), "context"), 2);
    }
    try (Directory directory = open()) {
      LogInspection log = LogInspection.of(PrefixDirectory.of(directory, TENANT));
      List<?> writers =
          log.segments().stream().map(LogReport.Segment::writerId).distinct().toList();
      assertThat(writers).as("identities").hasSize(2);
    }
  }

  @Test
  void wrongRequest_isRefused_andNothingIsMade() throws Exception {
    try (AccountHandler instance = new AccountHandler(open());
        Directory directory = open()) {
      for (Request wrong :
          List.of(
              deposit("../other", "r-1", 1),
              deposit("UPPER", "r-1", 1),
              deposit(TENANT, "", 1),
              deposit(TENANT, "r-1", -1))) {
        assertThat(instance.handleRequest(wrong, "context").status()).isEqualTo(Response.REFUSED);
      }
      assertThat(directory.list("")).isEmpty();
    }
  }
}
