package probe;

import io.durability.Codecs;
import io.durability.Log;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import java.io.IOException;
import java.net.URI;

/** Appends an entry to a log at each URI, and says how that went. */
public final class Probe {
  public static void main(String[] uris) {
    for (String uri : uris) {
      try (Directory directory = Directories.open(URI.create(uri));
          Log<String> log = Log.open(directory, Codecs.utf8())) {
        System.out.println(directory + ": entry " + log.appendDurable("hello") + " is durable");
      } catch (IOException e) {
        System.out.println(e);
      }
    }
  }
}
