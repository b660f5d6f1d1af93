package io.durability.testkit;

import static io.durability.testkit.RequestKind.COMPLETE_UPLOAD;
import static io.durability.testkit.RequestKind.DELETE;
import static io.durability.testkit.RequestKind.GET;
import static io.durability.testkit.RequestKind.LIST;
import static io.durability.testkit.RequestKind.PUT;

import java.util.EnumSet;
import java.util.Set;

/** What may become of a single request to an object store. */
public enum ObjectFault {
  /** The request is lost on the way: a reset or a time-out, and nothing has happened. */
  LOST_REQUEST(EnumSet.allOf(RequestKind.class)),
  /** The request takes effect and its answer is lost. */
  LOST_ANSWER(EnumSet.allOf(RequestKind.class)),
  /** The request times out and takes effect later, perhaps much later. */
  LATE(EnumSet.of(PUT, DELETE, COMPLETE_UPLOAD)),
  /** Some part of the stack sends it twice; the answer is that of the second. */
  SENT_TWICE(EnumSet.of(PUT, DELETE)),
  /** Some part of the stack sends it again later, after it was answered. */
  ECHO(EnumSet.of(PUT)),
  /** 412, although nothing is there: refused for a condition that holds. */
  CONDITION_412(EnumSet.of(PUT, COMPLETE_UPLOAD)),
  /** 409: another request for the key was under way. */
  CONFLICT_409(EnumSet.of(PUT, COMPLETE_UPLOAD)),
  /** 404 for what is there. */
  NOT_FOUND_404(EnumSet.of(GET)),
  /** 429: too many requests. */
  THROTTLED_429(EnumSet.allOf(RequestKind.class)),
  /** 500: the store failed inside; here nothing has happened. */
  FAILED_500(EnumSet.allOf(RequestKind.class)),
  /** 503: slow down. */
  SLOW_DOWN_503(EnumSet.allOf(RequestKind.class)),
  /** 403: credentials have expired, or the clock is off. */
  DENIED_403(EnumSet.allOf(RequestKind.class)),
  /** The body of the answer ends early. */
  CUT_BODY(EnumSet.of(GET)),
  /** A byte of the answer's body is another. */
  DAMAGED_BODY(EnumSet.of(GET)),
  /** A page of a listing fails. */
  PAGE_FAILS(EnumSet.of(LIST)),
  /** A page of a listing is in no order. */
  PAGE_UNORDERED(EnumSet.of(LIST)),
  /** A deletion of several fails with some of them deleted. */
  HALF_DELETED(EnumSet.of(DELETE)),
  /** The answer takes fifty times as long as usual. */
  SLOW(EnumSet.allOf(RequestKind.class));

  @SuppressWarnings("ImmutableEnumChecker") // Copied, never changed.
  private final Set<RequestKind> kinds;

  ObjectFault(Set<RequestKind> kinds) {
    this.kinds = Set.copyOf(kinds);
  }

  /** Tells whether a request of this kind can meet the fault. */
  public boolean suits(RequestKind kind) {
    return kinds.contains(kind);
  }
}
