package io.durability.examples.demo;

import io.durability.LogReader;
import io.durability.Recovered;
import io.durability.examples.ledger.Bank;
import io.durability.examples.ledger.Ledger;
import io.durability.examples.ledger.Transfer;
import io.durability.examples.ledger.TransferCodec;
import io.durability.storage.Directory;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is there after a kill: read in two ways, as recovery does and entry by entry.
 *
 * @param ledger the recovered ledger
 * @param lastId the last id recovered
 * @param checkpointLastId the last id that the checkpoint it began with covers, 0 if none
 * @param bytesDropped how long the torn tail was
 * @param fromId where reading entry by entry began
 * @param entries what was read, by id
 * @param segments how many segments there are
 * @param checkpoints how many checkpoints there are
 */
record Findings(
    Ledger ledger,
    long lastId,
    long checkpointLastId,
    long bytesDropped,
    long fromId,
    SortedMap<Long, Transfer> entries,
    int segments,
    int checkpoints) {

  /**
   * Reads the directory and changes nothing.
   *
   * @throws IOException if the log cannot be read, or an entry does not fit the ledger
   */
  static Findings read(Directory directory, Promised promised) throws IOException {
    Recovered<Ledger, Transfer> recovered = Bank.recovery(directory).latest();
    long fromId = promised.retainedFrom(recovered.checkpointLastId());
    SortedMap<Long, Transfer> entries = new TreeMap<>();
    try (LogReader<Transfer> reader =
        LogReader.open(directory, TransferCodec.INSTANCE, fromId, LogReader.Extent.WRITTEN)) {
      while (reader.next()) {
        entries.put(reader.id(), reader.entry());
      }
    }
    return new Findings(
        recovered.state(),
        recovered.lastId(),
        recovered.checkpointLastId(),
        recovered.bytesDropped(),
        fromId,
        entries,
        directory.list("wal/").size(),
        directory.list("checkpoints/").size());
  }
}
