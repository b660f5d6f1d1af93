package io.durability.examples.ledger;

import io.durability.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Transfers as 32 bytes: round, writer, number, from, to, amount, big-endian. */
public enum TransferCodec implements Codec<Transfer> {
  /** The only one; it has no state. */
  INSTANCE;

  static final int LENGTH = 32;

  @Override
  public ByteBuffer encode(Transfer transfer) {
    return ByteBuffer.allocate(LENGTH)
        .putInt(transfer.origin().round())
        .putInt(transfer.origin().writer())
        .putLong(transfer.number())
        .putInt(transfer.from())
        .putInt(transfer.to())
        .putLong(transfer.amount())
        .flip();
  }

  @Override
  public Transfer decode(ByteBuffer payload) throws IOException {
    if (payload.remaining() != LENGTH) {
      throw new IOException(
          "not a transfer [length expected=" + LENGTH + ", found=" + payload.remaining() + "]");
    }
    Origin origin = new Origin(payload.getInt(), payload.getInt());
    return new Transfer(
        origin, payload.getLong(), payload.getInt(), payload.getInt(), payload.getLong());
  }
}
