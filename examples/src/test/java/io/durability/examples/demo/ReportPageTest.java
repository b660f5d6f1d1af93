package io.durability.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

final class ReportPageTest {

  private static final Verdict GOOD = new Verdict(Lost.NONE, List.of());
  private static final Verdict BAD =
      new Verdict(
          new Lost(31, "70 to 100", List.of("70 (transfer 1/0/70)")),
          List.of("the log <cannot> be \"recovered\" & read"));

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 25, 100, 1000})
  void html_ofAnyNumberOfRounds_isWellFormed(int rounds) throws Exception {
    Document page = parse(html(result(rounds, GOOD)));
    assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(4);
    NodeList body = page.getElementsByTagName("tbody");
    assertThat(body.item(0).getTextContent().split("all there", -1)).hasSize(rounds + 1);
  }

  @Test
  void html_tellsTheOutcomeAndHowToRepeatIt() throws Exception {
    Document page = parse(html(result(25, GOOD)));
    assertThat(page.getElementsByTagName("h1").item(0).getTextContent())
        .contains("0 acknowledged entries lost");
    assertThat(page.getElementsByTagName("pre").item(0).getTextContent())
        .isEqualTo("./durability demo --seed 42");
    assertThat(page.getElementsByTagName("footer").item(0).getTextContent())
        .contains("42", "file:///tmp/a%20&b/", "A <machine>", "1 January 2025, 00:00 UTC");
  }

  @Test
  void html_ofAFailure_tellsWhatWasLost_escaped() throws Exception {
    String html = html(result(1, BAD));
    Document page = parse(html);
    assertThat(page.getElementsByTagName("h1").item(0).getTextContent())
        .contains("31 acknowledged entries lost");
    assertThat(page.getDocumentElement().getTextContent())
        .contains("70 to 100", "70 (transfer 1/0/70)", "the log <cannot> be \"recovered\" & read");
    assertThat(html).doesNotContain("<cannot>").doesNotContain("<machine>");
  }

  @Test
  void html_needsNothingElse() {
    assertThat(html(result(3, GOOD)))
        .doesNotContain("http:")
        .doesNotContain("https:")
        .doesNotContain("src=")
        .doesNotContain("href=")
        .doesNotContain("url(")
        .doesNotContain("@import")
        .doesNotContain("<script");
  }

  @Test
  void html_isTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      String expected = html(result(3, GOOD));
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(html(result(3, GOOD))).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void scale_endsAtARoundValue() {
    Scale scale = Scale.of(17, 100, 0, 4);
    assertThat(scale.marks()).containsExactly(0.0, 5.0, 10.0, 15.0, 20.0);
    assertThat(scale.at(0)).isEqualTo(100);
    assertThat(scale.at(20)).isEqualTo(0);
    assertThat(Scale.of(0, 0, 10, 4).marks()).containsExactly(0.0, 1.0);
    assertThat(Scale.label(500)).isEqualTo("500");
    assertThat(Scale.label(12_500)).isEqualTo("12.5k");
    assertThat(Scale.label(2_000_000)).isEqualTo("2M");
  }

  private static DemoResult result(int rounds, Verdict last) {
    List<RoundResult> results = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      results.add(round(round, round == rounds ? last : GOOD));
    }
    URI uri = URI.create("file:///tmp/a%20&b/");
    return new DemoResult(
        new DemoSettings(uri, Math.max(1, rounds), 42, 8, false), results, 12_345);
  }

  private static RoundResult round(int round, Verdict verdict) {
    long begun = round * 700_000L;
    long lastId = round * 5_000L;
    return new RoundResult(
        round,
        Storage.of(round, false),
        new RoundResult.Times(begun, begun + 200_000, begun + 600_000, begun + 650_000),
        List.of(
            new RoundResult.PublishSpan(begun + 300_000, begun + 310_000, false, 4, 1 << 20),
            new RoundResult.PublishSpan(begun + 595_000, begun + 600_000, true, 0, 0)),
        new RoundResult.Entries(5_000, 5_040, 60),
        new RoundResult.LogState(Math.max(1, lastId - 9_000), lastId - 2_000, lastId, 9, 2, 0),
        verdict);
  }

  private static String html(DemoResult result) {
    return new ReportPage(
            result,
            "./durability demo --seed 42",
            "A <machine>",
            Instant.parse("2025-01-01T00:00:00Z"))
        .html();
  }

  private static Document parse(String html) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    builder.setErrorHandler(null);
    return builder.parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
  }
}
