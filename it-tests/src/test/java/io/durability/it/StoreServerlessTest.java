package io.durability.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.examples.serverless.AccountHandler;
import io.durability.examples.serverless.Request;
import io.durability.examples.serverless.Response;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import io.durability.testkit.host.ChildJvm;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A function on a real store, also in a process that the platform freezes. */
abstract class StoreServerlessTest extends ServerlessTest {

  private static final int DEPOSITS_BEFORE = 5;
  private static final int DEPOSITS_MEANWHILE = 3;

  private final TestedStore store;
  private final String prefix = TestedStores.newPrefix();

  StoreServerlessTest(TestedStore store) {
    this.store = store;
  }

  @Override
  Directory open() throws IOException {
    return Directories.open(store.uri(prefix), store.options());
  }

  @Test
  @Tag("fault-68")
  @Tag("fault-79")
  void frozenInstance_thawedAfterATakeover_isSuperseded_opensCleanly_andHasEverything()
      throws Exception {
    try (ChildJvm instance =
            ChildJvm.of(FunctionProcess.class, store.uri(prefix).toString())
                .options(store.options())
                .start();
        AccountHandler other = new AccountHandler(open())) {
      instance.await(line -> line.startsWith("done " + DEPOSITS_BEFORE + " "));
      instance.stop();
      // Those of the instance that were answered, and one more if it was frozen in between.
      long before = look(other);
      assertThat(before).isGreaterThanOrEqualTo(DEPOSITS_BEFORE);
      for (int i = 0; i < DEPOSITS_MEANWHILE; i++) {
        Response done = other.handleRequest(new Request(TENANT, "other-" + i, 1), "context");
        assertThat(done.status()).isEqualTo(Response.DONE);
      }
      int heard = instance.lines().size();
      instance.goOn();
      instance.await(line -> line.startsWith("done ") && number(line) > heard + 5);
      instance.stop();
      // By a new instance: the other one has not heard that the tenant was taken back from it.
      long balance;
      try (AccountHandler fresh = new AccountHandler(open())) {
        balance = look(fresh);
      }
      long answered = instance.lines().stream().filter(line -> line.startsWith("done ")).count();
      // The last deposit may be there without an answer.
      assertThat(balance - DEPOSITS_MEANWHILE).isBetween(answered, answered + 1);
    }
  }

  private static long number(String line) {
    return Long.parseLong(line.split(" ", -1)[1]);
  }

  private static long look(AccountHandler handler) {
    Response response = handler.handleRequest(new Request(TENANT, "look", 0), "context");
    assertThat(response.status()).isEqualTo(Response.DONE);
    return response.balance();
  }
}
