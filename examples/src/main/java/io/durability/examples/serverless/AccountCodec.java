package io.durability.examples.serverless;

import io.durability.StateCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes an account as its balance and its requests in their order. */
final class AccountCodec implements StateCodec<Account> {

  static final AccountCodec INSTANCE = new AccountCodec();

  private AccountCodec() {}

  @Override
  public void write(Account account, OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeLong(account.balance());
    data.writeInt(account.requests().size());
    for (Map.Entry<String, Long> request : account.requests().entrySet()) {
      data.writeUTF(request.getKey());
      data.writeLong(request.getValue());
    }
    data.flush();
  }

  @Override
  public Account read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    long balance = data.readLong();
    int count = data.readInt();
    if (count < 0 || count > Account.REQUESTS_MAX) {
      throw new IOException(
          "requests out of range [expected=0 to "
              + Account.REQUESTS_MAX
              + ", found="
              + count
              + "]");
    }
    Map<String, Long> requests = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      requests.put(data.readUTF(), data.readLong());
    }
    return new Account(balance, requests);
  }
}
