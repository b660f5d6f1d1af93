package io.durability.examples;

import io.durability.Ack;
import io.durability.Codecs;
import io.durability.Log;
import io.durability.LogOptions;
import io.durability.Publisher;
import io.durability.Recovered;
import io.durability.Recovery;
import io.durability.StateCodec;
import io.durability.storage.Directories;
import io.durability.storage.Directory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/** A set of names that outlives its process: the snippet of the README, and what it needs. */
public final class GuestBook {

  /** The state as a checkpoint: a name on each line. */
  private static final StateCodec<Set<String>> NAMES =
      new StateCodec<>() {
        @Override
        public void write(Set<String> names, OutputStream out) throws IOException {
          out.write((String.join("\n", names) + "\n").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Set<String> read(InputStream in) throws IOException {
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
          Set<String> names = new TreeSet<>();
          for (String name = lines.readLine(); name != null; name = lines.readLine()) {
            names.add(name);
          }
          return names;
        }
      };

  private GuestBook() {}

  /**
   * Has two guests sign, and prints who is in the book.
   *
   * @param args the URI of the book's directory, such as {@code file:///tmp/guests}
   * @throws IOException if the book cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    URI place = URI.create(args[0]);
    // README: begin
    try (Directory directory = Directories.open(place)) {
      Recovered<Set<String>, String> guests =
          Recovery.of(directory, NAMES, Codecs.utf8(), TreeSet::new, GuestBook::add).latest();
      try (Log<String> log = guests.claim(LogOptions.defaults())) {
        Ack ada = log.append("Ada"); // ada.durable() is a future
        long id = log.appendDurable("Grace"); // returns when no power cut can undo it
        System.out.println(ada.await() + " and " + id + " are durable");
        guests.state().addAll(Set.of("Ada", "Grace"));
        Publisher.of(NAMES).publish(log, guests.state(), id); // checkpoint, marker, truncate
      }
      System.out.println(guests.state());
    }
    // README: end
  }

  private static Set<String> add(Set<String> names, long id, String name) {
    names.add(name);
    return names;
  }
}
