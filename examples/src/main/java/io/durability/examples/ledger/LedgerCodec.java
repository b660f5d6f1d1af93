package io.durability.examples.ledger;

import io.durability.StateCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

/** Ledgers as a checkpoint: the same ledger always gives the same bytes. */
public enum LedgerCodec implements StateCodec<Ledger> {
  /** The only one; it has no state. */
  INSTANCE;

  private static final int ACCOUNTS_MAX = 1 << 20;
  private static final int ORIGINS_MAX = 1 << 20;

  @Override
  public void write(Ledger ledger, OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeLong(ledger.applied());
    data.writeInt(ledger.accounts());
    for (int account = 0; account <= ledger.accounts(); account++) {
      data.writeLong(ledger.balance(account));
    }
    data.writeInt(ledger.numbers().size());
    for (Map.Entry<Origin, Long> origin : ledger.numbers().entrySet()) {
      data.writeInt(origin.getKey().round());
      data.writeInt(origin.getKey().writer());
      data.writeLong(origin.getValue());
    }
    data.flush();
  }

  @Override
  public Ledger read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    long applied = data.readLong();
    long[] balances = new long[count(data.readInt(), ACCOUNTS_MAX, "accounts") + 1];
    for (int account = 0; account < balances.length; account++) {
      balances[account] = data.readLong();
    }
    TreeMap<Origin, Long> numbers = new TreeMap<>();
    int origins = count(data.readInt(), ORIGINS_MAX, "origins");
    for (int i = 0; i < origins; i++) {
      Origin origin = new Origin(data.readInt(), data.readInt());
      numbers.put(origin, data.readLong());
    }
    return new Ledger(balances, numbers, applied);
  }

  private static int count(int found, int max, String what) throws IOException {
    if (found < 0 || found > max) {
      throw new IOException(
          "not a ledger [" + what + " expected=0 to " + max + ", found=" + found + "]");
    }
    return found;
  }
}
