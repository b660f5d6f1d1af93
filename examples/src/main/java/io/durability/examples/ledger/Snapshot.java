package io.durability.examples.ledger;

/**
 * A ledger as it was after an entry, to be published.
 *
 * @param ledger the ledger; nobody else changes it
 * @param lastId the id of the last entry applied to it
 */
public record Snapshot(Ledger ledger, long lastId) {}
