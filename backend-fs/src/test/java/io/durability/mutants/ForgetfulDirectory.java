package io.durability.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.Ack;
import io.durability.Log;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.UnavailableException;
import io.durability.storage.Appender;
import io.durability.storage.FileName;
import io.durability.storage.FilterDirectory;
import io.durability.storage.MemoryDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A store whose failed sync loses what was written, and whose next sync confirms the hole: as a
 * file system does, and without the appender of ours that would refuse.
 */
final class ForgetfulDirectory extends FilterDirectory {

  private boolean failing;

  ForgetfulDirectory() {
    super(new MemoryDirectory());
  }

  @Override
  public Appender append(FileName name) throws DurabilityException {
    return new Forgetful(in.append(name), Location.of(this, name));
  }

  void checkThatNothingIsAckedBehindALoss() throws IOException {
    List<String> acked = new ArrayList<>();
    Log<String> log = Log.open(this, Story.LATIN, Story.options().build());
    acked.add(Story.line(log.appendDurable("a"), "a"));
    failing = true;
    for (String entry : List.of("b", "c", "d")) {
      try {
        Ack ack = log.append(entry);
        acked.add(Story.line(ack.await(), entry));
      } catch (DurabilityException e) {
        assert e.getMessage() != null;
      }
    }
    assertThat(failing).as("the sync failed").isFalse();
    assertThat(acked).as("what was acknowledged").hasSize(1);
    assertThat(Story.recovery(this).latest().state()).containsAll(acked);
  }

  private final class Forgetful implements Appender {

    private final Appender to;
    private final Location location;
    private final ByteArrayOutputStream cached = new ByteArrayOutputStream();

    Forgetful(Appender to, Location location) {
      this.to = to;
      this.location = location;
    }

    @Override
    public void write(ByteBuffer bytes) {
      byte[] taken = new byte[bytes.remaining()];
      bytes.get(taken);
      cached.writeBytes(taken);
    }

    @Override
    public CompletableFuture<Long> sync() {
      byte[] written = cached.toByteArray();
      cached.reset();
      try {
        to.write(ByteBuffer.wrap(failing ? new byte[written.length] : written));
      } catch (DurabilityException e) {
        return CompletableFuture.failedFuture(e);
      }
      if (failing) {
        failing = false;
        return CompletableFuture.failedFuture(new UnavailableException("injected", location));
      }
      return to.sync();
    }

    @Override
    public long length() {
      return to.length() + cached.size();
    }

    @Override
    public void close() throws DurabilityException {
      to.close();
    }
  }
}
