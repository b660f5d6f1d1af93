package io.durability.examples.serverless;

/**
 * What an invocation is about.
 *
 * @param tenant whose account it is; the name of a folder
 * @param requestId chosen by the client, the same when it asks again because no answer came
 * @param cents to deposit; 0 asks for the balance only, as the instance knows it: what another one
 *     has added since it took the tenant over is not in it
 */
public record Request(String tenant, String requestId, long cents) {}
