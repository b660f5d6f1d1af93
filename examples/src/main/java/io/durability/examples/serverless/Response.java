package io.durability.examples.serverless;

/**
 * What an invocation answers, in the terms of HTTP.
 *
 * @param status 200: done, and durable. 400: the request is wrong. 503: unknown, ask again with the
 *     same request id
 * @param balance the balance in cents with it, 0 unless the status is 200
 */
public record Response(int status, long balance) {

  /** The request was done, and no crash can take it back. */
  public static final int DONE = 200;

  /** Nothing was done, nor ever will be. */
  public static final int REFUSED = 400;

  /** It may have been done or not. Asking again does it once. */
  public static final int UNKNOWN = 503;
}
