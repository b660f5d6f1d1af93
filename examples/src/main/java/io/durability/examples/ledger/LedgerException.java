package io.durability.examples.ledger;

import java.io.IOException;

/** A transfer does not fit a ledger: it was applied already, or one before it is missing. */
public final class LedgerException extends IOException {

  private static final long serialVersionUID = 1L;

  LedgerException(String message) {
    super(message);
  }
}
