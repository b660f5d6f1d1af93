package io.durability.it;

import io.durability.examples.serverless.AccountHandler;
import io.durability.examples.serverless.Request;
import io.durability.examples.serverless.Response;
import io.durability.storage.Directories;
import io.durability.testkit.host.ChildJvm;
import java.io.IOException;
import java.net.URI;

/** A process that runs a function, one invocation after the other, until it is ended. */
final class FunctionProcess {

  private FunctionProcess() {}

  /**
   * Runs. It says {@code done NUMBER BALANCE} for each invocation that was answered so, and asks
   * again with the same request where it was not.
   *
   * @param args URI
   */
  public static void main(String[] args) throws IOException {
    AccountHandler handler =
        new AccountHandler(Directories.open(URI.create(args[0]), ChildJvm.options()));
    for (long number = 1; ; ) {
      Request request = new Request(ServerlessTest.TENANT, "child-" + number, 1);
      Response response = handler.handleRequest(request, "context");
      if (response.status() == Response.DONE) {
        System.out.println("done " + number + " " + response.balance());
        number++;
      } else {
        System.out.println("again " + number);
      }
    }
  }
}
