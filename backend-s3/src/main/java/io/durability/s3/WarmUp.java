package io.durability.s3;

import io.durability.objectstore.ObjectStoreException;
import io.durability.objectstore.PutCondition;
import java.lang.System.Logger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes one request of each kind of a store that is not there, so that all code is loaded. */
final class WarmUp {

  private static final Logger LOG = System.getLogger(WarmUp.class.getName());

  private static final Map<String, String> NOWHERE =
      Map.of(
          S3Options.ENDPOINT, "http://127.0.0.1",
          S3Options.PATH_STYLE, "true",
          S3Options.ACCESS_KEY, "none",
          S3Options.SECRET_KEY, "none");

  private WarmUp() {}

  private interface Step {
    void run() throws ObjectStoreException;
  }

  static void run() {
    S3Options options = S3Options.parse(NOWHERE);
    S3Place place = S3Place.parse(URI.create("s3://none/none"));
    // Loaded, not used.
    OwnClient.http().close();
    try (S3Client client = OwnClient.build(options, new SilentHttp())) {
      S3Requests requests = new S3Requests(client, place, options);
      BufferContent content = new BufferContent(ByteBuffer.allocate(1));
      List<Step> steps =
          List.of(
              () -> requests.put("k", "k", content, Map.of("m", "1"), new PutCondition.Absent()),
              () -> requests.head("k", "k"),
              () -> requests.get("k", "k", 0, 1, Optional.empty()),
              () -> requests.list("k", "", Optional.empty()));
      for (Step step : steps) {
        attempt(step);
      }
    }
  }

  private static void attempt(Step step) {
    try {
      step.run();
    } catch (SdkException e) {
      // The answers are not those of a store. That failures are told apart is to be loaded, too.
      LOG.log(Logger.Level.TRACE, "warm-up", S3Failures.told(e));
    } catch (ObjectStoreException e) {
      LOG.log(Logger.Level.TRACE, "warm-up", e);
    }
  }
}
