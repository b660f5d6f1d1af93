package io.durability.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.durability.LogReport.Damage;
import io.durability.errors.DurabilityException;
import io.durability.errors.Location;
import io.durability.errors.NotFoundException;
import io.durability.errors.TruncatedException;
import io.durability.storage.Directory;
import io.durability.storage.FileName;
import io.durability.storage.FileReader;
import java.nio.ByteBuffer;
import java.util.List;

/** Shows what is damaged. */
final class Damages {

  /** How far zeros are counted: as far as a disk or a file system is likely to lose at once. */
  private static final int ZEROS_MAX = 1 << 20;

  /** Fewer zeros than a frame's header has can be content. */
  static final int ZERO_FILLED_MIN = 32;

  private Damages() {}

  /** Adds the list of damages to a document. */
  static void put(ObjectNode document, List<Damage> damages) {
    ArrayNode list = document.putArray("damages");
    for (Damage damage : damages) {
      put(list.addObject(), damage);
    }
  }

  static ObjectNode put(ObjectNode object, Damage damage) {
    object.put("message", damage.what());
    Json.put(object, damage.location());
    damage.expected().ifPresent(expected -> object.put("expected", expected));
    damage.found().ifPresent(found -> object.put("found", found));
    return object;
  }

  /** Prints one line for each. */
  static void print(LogCommand command, List<Damage> damages) {
    for (Damage damage : damages) {
      command.print("damage", damage.what());
    }
  }

  /**
   * Counts the zeros at the place of a damage: a hole of a file system or a disk looks so, a bit
   * flip does not. At most 1 MiB; 0 if the place is not known, or there is no file.
   */
  static int zeroBytes(Directory directory, Location location) throws DurabilityException {
    String name = location.file();
    if (name == null || location.offset() < 0) {
      return 0;
    }
    try (FileReader file = directory.open(FileName.of(name))) {
      long left = Math.max(0, file.size() - location.offset());
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(left, ZEROS_MAX));
      file.read(location.offset(), bytes);
      bytes.flip();
      int zeros = 0;
      while (zeros < bytes.limit() && bytes.get(zeros) == 0) {
        zeros++;
      }
      return zeros;
    } catch (NotFoundException | TruncatedException e) {
      // What is gone has no zeros; that it is gone is the damage.
      return 0;
    }
  }
}
