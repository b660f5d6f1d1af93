package io.durability.examples.serverless;

/**
 * An entry: money that came to an account.
 *
 * @param requestId the id of the request, the same when it is sent again
 * @param cents above 0
 */
public record Deposit(String requestId, long cents) {}
