package io.durability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.durability.fs.FsDirectory;
import io.durability.storage.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/CLI.md shows is what comes, to the letter. With {@code DURABILITY_UPDATE_DOCS=true} in
 * the environment it writes what comes into the document instead: read the difference.
 */
final class CliDocumentTest {

  private static final Path DOCUMENT = Path.of("../docs/CLI.md");
  private static final Pattern BLOCK =
      Pattern.compile("(?s)```console\n\\$ durability ([^\n]*)\n(.*?)```");

  /** Places that the document names, and what is there. */
  private static final Map<String, Sample> PLACES =
      Map.of(
          "file:///data/orders", Sample.GOOD,
          "file:///data/torn", Sample.TORN,
          "file:///data/damaged", Sample.HOLE);

  /** A place where nothing is. */
  private static final String COPY = "file:///backup/orders";

  @TempDir private Path folder;
  private int copies;

  private final Map<Sample, String> uris = new EnumMap<>(Sample.class);

  @BeforeEach
  void makeLogs() throws IOException {
    for (Sample sample : PLACES.values()) {
      Path log = folder.resolve(sample.name());
      sample.make(log);
      try (Directory directory = FsDirectory.open(log)) {
        uris.put(sample, directory.toString());
      }
    }
  }

  @Test
  void examples_showWhatComes() throws IOException {
    String text = Files.readString(DOCUMENT);
    String current = BLOCK.matcher(text).replaceAll(block -> quote(run(block.group(1))));
    if (Boolean.parseBoolean(System.getenv("DURABILITY_UPDATE_DOCS"))) {
      Files.writeString(DOCUMENT, current);
    }
    assertThat(text).isEqualTo(current);
  }

  @Test
  void everyCommandOnALog_hasAnExample_asTextAndAsJson() throws IOException {
    List<String> commands =
        BLOCK.matcher(Files.readString(DOCUMENT)).results().map(block -> block.group(1)).toList();
    for (String name :
        List.of("inspect", "ls", "verify", "dump", "tail", "recover", "truncate", "copy")) {
      List<String> examples =
          commands.stream().filter(command -> command.startsWith(name + " ")).toList();
      assertThat(examples).as(name).anyMatch(command -> command.contains("--json"));
      assertThat(examples).as(name).anyMatch(command -> !command.contains("--json"));
    }
  }

  /** Every field that a command writes stands in the document. */
  @Test
  void fields_areDescribed() throws IOException {
    String text = Files.readString(DOCUMENT);
    List<String> missing = new ArrayList<>();
    for (MatchResult field : Pattern.compile("\"(\\w+)\"\\s*:").matcher(text).results().toList()) {
      if (!text.contains("`" + field.group(1) + "`")) {
        missing.add(field.group(1));
      }
    }
    assertThat(missing).isEmpty();
  }

  private String run(String command) {
    String[] args = command.split(" +");
    String copy = folder.resolve("copy-" + ++copies).toUri().toString();
    for (int i = 0; i < args.length; i++) {
      Sample sample = PLACES.get(args[i]);
      args[i] = sample == null ? args[i] : uris.get(sample);
      args[i] = args[i].startsWith("/tmp/") ? folder.resolve("out").toString() : args[i];
      args[i] = args[i].equals(COPY) ? copy : args[i];
    }
    Ran ran = Ran.run(args);
    String output = ran.out() + ran.err();
    for (Map.Entry<String, Sample> place : PLACES.entrySet()) {
      output = output.replace(uris.get(place.getValue()), place.getKey());
    }
    output = output.replace(copy, COPY);
    output = output.replace(folder.resolve("out").toString(), "/tmp/orders");
    return "```console\n$ durability " + command + "\n" + output + "```";
  }

  private static String quote(String replacement) {
    return Matcher.quoteReplacement(replacement);
  }
}
