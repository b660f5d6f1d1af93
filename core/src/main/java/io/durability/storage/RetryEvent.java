package io.durability.storage;

import io.durability.errors.Location;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/**
 * What the flight recorder keeps of a request that is made again. In a class that is loaded only
 * where the recorder's module is there.
 */
@Name("io.durability.Retry")
@Label("Retry")
@Category({"Durability", "Store"})
@Description("A request to a store failed, or its outcome was unknown, and it was made again")
final class RetryEvent extends Event {

  @Label("Place")
  String place = "";

  @Label("Request")
  String request = "";

  @Label("Failed Attempt")
  int attempt;

  @Label("Reason")
  String reason = "";

  static void record(Location place, String request, int attempt, Throwable reason) {
    RetryEvent event = new RetryEvent();
    if (event.shouldCommit()) {
      event.place = place.toString();
      event.request = request;
      event.attempt = attempt;
      event.reason = reason.toString();
      event.commit();
    }
  }
}
