package io.durability.benchmarks.peers;

import io.durability.benchmarks.Contender;
import io.durability.testkit.host.Folders;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes one contender acknowledge a number of durable appends, one after the other, for who counts
 * the syncs from outside. Arguments: its name, how many, a folder; or none, to print all names.
 */
final class SyncProof {

  private static final int PAYLOAD_BYTES = 100;

  /** What an exit says where the machine lacks something that the contender needs. */
  private static final int UNSUPPORTED = 3;

  private SyncProof() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0) {
      Jobs.names().forEach(System.out::println);
      return;
    }
    Path folder = Files.createTempDirectory(Path.of(arguments[2]), "proof-");
    try (Contender log = Jobs.durable(arguments[0], folder)) {
      for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
        log.append(new byte[PAYLOAD_BYTES]);
      }
    } catch (UnsupportedOperationException e) {
      System.exit(UNSUPPORTED);
    } finally {
      Folders.remove(folder);
    }
    // Some peers leave threads behind.
    System.exit(0);
  }
}
