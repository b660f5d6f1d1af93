package com.example.onefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/BACKENDS.md shows is what is compiled and run here, in the same words. */
final class BackendsGuideTest {

  private static final Path GUIDE = Path.of("../docs/BACKENDS.md");
  private static final Pattern BLOCK = Pattern.compile("(?s)```(?:java|xml)\n(.*?)```");
  private static final Pattern REGION =
      Pattern.compile("(?s)BACKENDS: begin (\\w+)[^\n]*\n(.*?)\n[^\n]*BACKENDS: end \\1");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");

  private static List<String> found(Pattern pattern, int group, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(group).stripTrailing().stripIndent().strip());
    }
    return found;
  }

  @Test
  void snippets_areTheOnesThatAreCompiledAndRun() throws IOException {
    List<String> regions = new ArrayList<>(found(REGION, 2, Files.readString(Path.of("pom.xml"))));
    try (Stream<Path> sources = Files.walk(Path.of("src"))) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
        regions.addAll(found(REGION, 2, Files.readString(source)));
      }
    }
    List<String> shown = found(BLOCK, 1, Files.readString(GUIDE));
    assertThat(shown).hasSize(8).containsExactlyInAnyOrderElementsOf(regions);
  }

  @Test
  void links_leadSomewhere() throws IOException {
    List<String> links = found(LINK, 1, Files.readString(GUIDE));
    assertThat(links).hasSizeGreaterThan(2);
    for (String link : links) {
      assertThat(GUIDE.resolveSibling(link)).exists();
    }
  }
}
