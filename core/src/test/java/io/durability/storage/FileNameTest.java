package io.durability.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One rule for names, the same for all backends. */
final class FileNameTest {

  private static final String SEGMENT = "a segment other than '', '.' and '..'";
  private static final String CHARACTER = "one of A-Z a-z 0-9 . _ -";
  private static final String SHORTER = "a segment of at most 255 bytes";

  static Stream<String> good() {
    return Stream.of(
        "a",
        "A",
        "0",
        "-",
        "_",
        "...",
        ".a",
        "a.",
        "..a",
        "a..",
        ".-",
        "._",
        "azAZ09._-",
        "a/b",
        "a/.b/..c/...",
        "wal/00000000000000000001.wal",
        "n".repeat(255),
        longest());
  }

  @ParameterizedTest
  @MethodSource("good")
  void name_good_isKeptAsItIs(String name) {
    assertThat(FileName.of(name).value()).isEqualTo(name);
    assertThat(FileName.of(name)).hasToString(name).isEqualTo(new FileName(name));
    assertThat(FileName.checkPrefix(name)).isEqualTo(name);
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        Arguments.of("", "", 0, SEGMENT),
        Arguments.of("/", "/", 0, SEGMENT),
        Arguments.of("/a", "/a", 0, SEGMENT),
        Arguments.of("a/", "a/", 2, SEGMENT),
        Arguments.of("a//b", "a//b", 2, SEGMENT),
        Arguments.of(".", ".", 0, SEGMENT),
        Arguments.of("..", "..", 0, SEGMENT),
        Arguments.of("a/.", "a/.", 2, SEGMENT),
        Arguments.of("a/../b", "a/../b", 2, SEGMENT),
        Arguments.of("./a", "./a", 0, SEGMENT),
        Arguments.of("a b", "a b", 1, CHARACTER),
        Arguments.of("a\\b", "a\\b", 1, CHARACTER),
        Arguments.of("C:x", "C:x", 1, CHARACTER),
        Arguments.of("a~", "a~", 1, CHARACTER),
        Arguments.of("a/b/c%2F", "a/b/c%2F", 5, CHARACTER),
        Arguments.of("@", "@", 0, CHARACTER),
        Arguments.of("[", "[", 0, CHARACTER),
        Arguments.of("`", "`", 0, CHARACTER),
        Arguments.of("{", "{", 0, CHARACTER),
        Arguments.of(":", ":", 0, CHARACTER),
        Arguments.of("*", "*", 0, CHARACTER),
        Arguments.of("x\0", "x\\u0000", 1, CHARACTER),
        Arguments.of("x\n[file=y]", "x\\u000a[file=y]", 1, CHARACTER),
        Arguments.of("\u001b[31m", "\\u001b[31m", 0, CHARACTER),
        Arguments.of("x\u007f", "x\\u007f", 1, CHARACTER),
        Arguments.of("\u00e9", "\\u00e9", 0, CHARACTER),
        Arguments.of("x\ud83d\ude00", "x\\ud83d\\ude00", 1, CHARACTER),
        Arguments.of("x\u202egpj", "x\\u202egpj", 1, CHARACTER),
        Arguments.of("\uff0e", "\\uff0e", 0, CHARACTER),
        Arguments.of("n".repeat(256), "n".repeat(80) + "...", 0, SHORTER),
        Arguments.of("a/" + "n".repeat(256), "a/" + "n".repeat(78) + "...", 2, SHORTER),
        Arguments.of("n".repeat(79) + "!", "n".repeat(79) + "!", 79, CHARACTER),
        Arguments.of("n".repeat(100) + "!", "n".repeat(80) + "...", 100, CHARACTER),
        Arguments.of("\n".repeat(81), "\\u000a".repeat(80) + "...", 0, CHARACTER));
  }

  @ParameterizedTest
  @Tag("fault-43")
  @MethodSource("bad")
  void name_bad_isRefusedWithItsPosition(String name, String shown, int at, String expected) {
    assertThatThrownBy(() -> FileName.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "invalid file name [name="
                + shown
                + ", position="
                + at
                + ", expected="
                + expected
                + "]");
  }

  @Test
  void name_everyCharacter_isAllowedOrNot() {
    String allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/";
    // Latin, and the wide forms of ASCII, which some file systems take for the narrow ones.
    for (int c :
        IntStream.concat(IntStream.range(0, 0x250), IntStream.range(0xFF00, 0xFF60)).toArray()) {
      String name = "x" + (char) c + "x";
      if (allowed.indexOf(c) >= 0) {
        assertThat(FileName.of(name).value()).isEqualTo(name);
      } else {
        assertThatThrownBy(() -> FileName.of(name))
            .as("character %d", c)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("position=1");
      }
    }
  }

  @Test
  void name_above1024_isRefusedWithItsLength() {
    String name = longest() + "n";
    assertThat(longest()).hasSize(1024);
    assertThatThrownBy(() -> FileName.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("file name too long [expected<=1024, found=1025]");
  }

  @Test
  void name_null_isRefused() {
    assertThatThrownBy(() -> FileName.of(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("name");
  }

  @Test
  void compareTo_names_isTheOrderOfTheirBytes() {
    List<FileName> sorted =
        Stream.of("a", "B", "a/b", "a.b", "a-b", "0", "_").map(FileName::of).sorted().toList();
    assertThat(sorted)
        .extracting(FileName::value)
        .containsExactly("0", "B", "_", "a", "a-b", "a.b", "a/b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "a/", "wal/", ".", "..", "a/.", "a/..", "...", "a/b", "w", "a/.b", "a.", "a/b/"
      })
  void checkPrefix_beginningOfSomeName_isReturned(String prefix) {
    assertThat(FileName.checkPrefix(prefix)).isEqualTo(prefix);
    assertThat(FileName.of(prefix + "x").value()).startsWith(prefix);
  }

  static Stream<Arguments> badPrefixes() {
    return Stream.of(
        Arguments.of("/", "/", 0, SEGMENT),
        Arguments.of("a//", "a//", 2, SEGMENT),
        Arguments.of("../", "../", 0, SEGMENT),
        Arguments.of("a/./", "a/./", 2, SEGMENT),
        Arguments.of("/..", "/..", 0, SEGMENT),
        Arguments.of("a/../b", "a/../b", 2, SEGMENT),
        Arguments.of("a b/", "a b/", 1, CHARACTER),
        Arguments.of("*", "*", 0, CHARACTER),
        Arguments.of("n".repeat(256), "n".repeat(80) + "...", 0, SHORTER),
        Arguments.of("n".repeat(256) + "/", "n".repeat(80) + "...", 0, SHORTER));
  }

  @ParameterizedTest
  @MethodSource("badPrefixes")
  void checkPrefix_beginningOfNoName_isRefusedAsGiven(
      String prefix, String shown, int at, String expected) {
    assertThatThrownBy(() -> FileName.checkPrefix(prefix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "invalid file name [name="
                + shown
                + ", position="
                + at
                + ", expected="
                + expected
                + "]");
  }

  @Test
  void checkPrefix_longest_isRefusedOnlyIfANameMustGoOn() {
    assertThat(FileName.checkPrefix(longest())).isEqualTo(longest());
    String open = longest().substring(0, 1023) + "/";
    assertThatThrownBy(() -> FileName.checkPrefix(open))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("file name too long [expected<=1024, found=1025]");
  }

  /** Four segments of 255 bytes but for the last, and three slashes. */
  private static String longest() {
    String full = "n".repeat(255) + "/";
    return full + full + full + "n".repeat(254) + "/n";
  }
}
