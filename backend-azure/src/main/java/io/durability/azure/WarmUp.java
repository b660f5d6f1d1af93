package io.durability.azure;

import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.PutCondition;
import java.lang.System.Logger;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Makes one request of each kind of a store that is not there, so that all code is loaded. */
final class WarmUp {

  private static final Logger LOG = System.getLogger(WarmUp.class.getName());

  private static final Map<String, String> NOWHERE =
      Map.of(
          AzureOptions.ENDPOINT,
          "http://127.0.0.1/none",
          // Of nothing: 32 zero bytes.
          AzureOptions.ACCOUNT_KEY,
          "A".repeat(43) + "=");

  private WarmUp() {}

  static void run() {
    AzureOptions options = AzureOptions.parse(NOWHERE);
    AzurePlace place = AzurePlace.parse(URI.create("azblob://none/none/none"));
    // Loaded, not used.
    LOG.log(Logger.Level.TRACE, OwnClient.http());
    AzureRequests requests =
        new AzureRequests(
            OwnClient.build(place, options, Map.of(), new SilentHttp()), place, options);
    List<Mono<?>> each =
        List.of(
            requests.put("k", new byte[1], Map.of("m", "1"), new PutCondition.Absent()),
            requests.head("k"),
            requests.get("k", 0, 1, Optional.empty()),
            requests.list("k", Optional.empty()));
    for (Mono<?> request : each) {
      attempt(request);
    }
  }

  private static void attempt(Mono<?> request) {
    // The answers are not those of a store. That failures are told apart is to be loaded, too.
    request
        .onErrorMap(AzureFailures::told)
        .doOnError(ObjectStoreException.class, e -> LOG.log(Logger.Level.TRACE, "warm-up", e))
        .onErrorComplete()
        .block();
  }
}
