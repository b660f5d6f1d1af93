package io.durability.it.emulator;

import io.durability.cli.Emulator;
import io.durability.cli.EmulatorProvider;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Starts what tests run against, for the demo. */
public final class DemoEmulators implements EmulatorProvider {

  private static final String S3 = "s3";
  private static final String AZURE = "azure";

  private final Stores stores;

  /** For the service loader. */
  public DemoEmulators() {
    this(Stores.ofThisProcess());
  }

  DemoEmulators(Stores stores) {
    this.stores = stores;
  }

  @Override
  public List<String> stores() {
    return List.of(S3, AZURE);
  }

  @Override
  public Emulator start(String store) throws IOException {
    return switch (store) {
      case S3 -> s3(newPrefix());
      case AZURE -> azure(newPrefix());
      default -> throw new IllegalArgumentException("no such emulator [found=" + store + "]");
    };
  }

  private static String newPrefix() {
    return "demo-" + UUID.randomUUID();
  }

  private Emulator s3(String prefix) throws IOException {
    Running<S3Endpoint> running = required(stores.s3(System.err).climb());
    S3Endpoint at = running.endpoint();
    at.createBucket();
    return new Started(running, at.place(prefix), at.options());
  }

  private Emulator azure(String prefix) throws IOException {
    Running<AzureEndpoint> running = required(stores.azure(System.err).climb());
    AzureEndpoint at = running.endpoint();
    at.createContainer();
    return new Started(running, at.place(prefix), at.options(at.endpoint()));
  }

  private static <E> Running<E> required(Optional<Running<E>> running) throws IOException {
    return running.orElseThrow(
        () -> new IOException("no emulator is to be had; what is missing stands above"));
  }

  private record Started(Running<?> running, URI place, Map<String, String> options)
      implements Emulator {
    @Override
    public void close() {
      running.close();
    }

    @Override
    public String toString() {
      // Not the options: they hold secrets.
      return running + ", " + place;
    }
  }
}
