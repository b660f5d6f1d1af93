package io.durability.examples.serverless;

import io.durability.DurableState;
import io.durability.errors.DurabilityException;
import io.durability.errors.PoisonedException;
import io.durability.errors.SupersededException;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import java.io.IOException;
import java.lang.System.Logger;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/**
 * A function that deposits money, in the shape of AWS Lambda's {@code RequestHandler}: made once
 * for each instance, then called for each invocation. The state of a tenant is recovered when the
 * instance first meets it, and kept for later invocations.
 *
 * <p>An invocation answers {@link Response#DONE} only when its deposit is durable. Another instance
 * may take a tenant over at any time, also while this one is frozen between two invocations: then
 * this one is superseded, acknowledges nothing, and takes the tenant back by recovering it. A
 * deposit whose fate is unknown is looked for before it is made again.
 *
 * <p>Nothing is opened before the first invocation, so that instances that are restored from one
 * snapshot have nothing in common: each claims under an identity of its own.
 *
 * <p>Threads: any.
 */
public final class AccountHandler implements AutoCloseable {

  /** The environment variable that says where the state is. */
  public static final String PLACE = "STATE_URI";

  /** What the environment variables begin with that set an option of the backend. */
  public static final String OPTION = "STATE_OPTION_";

  private static final Logger LOG = System.getLogger(AccountHandler.class.getName());

  /** How often a tenant is taken back from another instance before the client has to ask again. */
  private static final int ATTEMPTS_MAX = 5;

  private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern REQUEST = Pattern.compile("[A-Za-z0-9-]{1,128}");

  private final Tenants tenants;

  /** Makes a handler of the state that the environment names; for the runtime. */
  public AccountHandler() throws DurabilityException {
    this(fromEnvironment(System.getenv()));
  }

  /** Makes a handler of the state in a directory, which {@link #close} closes. */
  public AccountHandler(Directory directory) {
    this.tenants = new Tenants(directory);
  }

  static Directory fromEnvironment(Map<String, String> environment) throws DurabilityException {
    String place = environment.get(PLACE);
    if (place == null) {
      throw new IllegalArgumentException("environment variable missing [expected=" + PLACE + "]");
    }
    Map<String, String> options = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(OPTION)) {
            options.put(name.substring(OPTION.length()), value);
          }
        });
    return Directories.open(URI.create(place), options);
  }

  /**
   * Does what a request asks for.
   *
   * @param context what the platform tells of the invocation; not used
   */
  public Response handleRequest(Request request, Object context) {
    if (!TENANT.matcher(request.tenant()).matches()
        || !REQUEST.matcher(request.requestId()).matches()
        || request.cents() < 0) {
      return new Response(Response.REFUSED, 0);
    }
    for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      try {
        DurableState<Account, Deposit> account = tenants.account(request.tenant());
        try {
          return new Response(Response.DONE, balanceWith(account, request));
        } catch (SupersededException | PoisonedException | IllegalStateException e) {
          // Taken over, or closed by another thread that needed the room.
          LOG.log(Logger.Level.INFO, "tenant is recovered again: " + e.getMessage());
          tenants.forget(request.tenant(), account);
        }
      } catch (SupersededException e) {
        // Another instance has claimed at the same moment.
        LOG.log(Logger.Level.INFO, "tenant is claimed again: " + e.getMessage());
      } catch (IOException e) {
        LOG.log(Logger.Level.WARNING, "not done, or not known to be", e);
        return new Response(Response.UNKNOWN, 0);
      }
    }
    return new Response(Response.UNKNOWN, 0);
  }

  /** Makes the deposit unless it was made before; durable on return. */
  private static long balanceWith(DurableState<Account, Deposit> account, Request request)
      throws IOException {
    if (request.cents() > 0) {
      try {
        return account
            .submit(new Deposit(request.requestId(), request.cents()), Account::balance)
            .join();
      } catch (Tenants.DoneBefore e) {
        // In the state, but maybe not durable yet: that is waited for below.
        LOG.log(Logger.Level.DEBUG, "asked again: " + request.requestId());
      } catch (CompletionException e) {
        if (e.getCause() instanceof IOException failure) {
          throw failure;
        }
        throw e;
      }
    }
    return account.readDurable(Account::balance);
  }

  /**
   * Ends the instance: everything that was submitted is durable on return. For the hook of the
   * platform's shutdown; without it nothing acknowledged is lost.
   */
  @Override
  public void close() throws DurabilityException {
    tenants.close();
  }
}
