package io.durability.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URIs, and the names of blobs. */
final class AzurePlaceTest {

  private static AzurePlace parse(String uri) {
    return AzurePlace.parse(URI.create(uri));
  }

  @Test
  void parse_parts() {
    assertThat(parse("azblob://acc0unt/con-tainer/a/b"))
        .isEqualTo(new AzurePlace("acc0unt", "con-tainer", "a/b/"));
    assertThat(parse("azblob://acc0unt/con-tainer/a/b/"))
        .hasToString("azblob://acc0unt/con-tainer/a/b/");
    assertThat(parse("azblob://acc0unt/con/")).isEqualTo(new AzurePlace("acc0unt", "con", ""));
    assertThat(parse("AZBLOB://acc0unt/con")).isEqualTo(new AzurePlace("acc0unt", "con", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "azblob:account/container",
        "azblob:///container",
        "azblob://ac/container",
        "azblob://Account/container",
        "azblob://account:80/container",
        "azblob://account",
        "azblob://account/",
        "azblob://account/Container",
        "azblob://account/con--tainer",
        "azblob://account/container//a",
        "azblob://account/container/a%20b",
        "azblob://account/container/..",
        "azblob://account/container/a./b",
        "s3://account/container"
      })
  void parse_malformed_isRefused(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(uri))
        .withMessageContaining("azblob://account/container/prefix");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "azblob://user:canary@account/container",
        "azblob://account/container?sig=canary",
        "azblob://account/container#canary",
        "azblob://canary=/container"
      })
  void parse_secretInIt_isRefusedAndNotShown(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(uri))
        .withMessageNotContaining("canary");
  }

  @ParameterizedTest
  @CsvSource({"a, p/a", "a/b, p/a/b", "a.b, p/a.b", "a., p/a.~", "a./b../c, p/a.~/b..~/c"})
  void name_dotAtTheEndOfASegment_isCovered(String key, String name) {
    AzurePlace place = parse("azblob://account/container/p");
    assertThat(place.name(key)).isEqualTo(name).doesNotContain("./").doesNotEndWith(".");
    assertThat(place.isOurs(name)).isTrue();
    assertThat(place.key(name)).isEqualTo(key);
    for (int end = 0; end <= key.length(); end++) {
      assertThat(name).startsWith(place.namePrefix(key.substring(0, end)));
    }
  }

  @Test
  void isOurs_namesThatNoKeyHas_areNot() {
    AzurePlace place = parse("azblob://account/container/p");
    assertThat(place.isOurs("p/a.")).isFalse();
    assertThat(place.isOurs("p/a./b")).isFalse();
    assertThat(place.isOurs("q/a")).isFalse();
  }

  @Test
  void name_tooLongOrTooDeep_isRefused() {
    AzurePlace place = parse("azblob://account/container/p");
    assertThat(place.name("k".repeat(1_022))).hasSize(1_024);
    assertThatIllegalArgumentException().isThrownBy(() -> place.name("k".repeat(1_023)));
    assertThat(place.name("k/".repeat(252) + "k")).hasSize(507);
    assertThatIllegalArgumentException().isThrownBy(() -> place.name("k/".repeat(253) + "k"));
    assertThatIllegalArgumentException().isThrownBy(() -> place.name("a//b"));
    assertThatIllegalArgumentException().isThrownBy(() -> place.name("a~"));
  }
}
