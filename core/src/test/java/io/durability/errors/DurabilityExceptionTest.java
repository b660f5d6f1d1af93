package io.durability.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every failure says what, where, expected and found, also after a journey to another JVM. */
final class DurabilityExceptionTest {

  private static final Location PLACE = Location.of("memory:orders", "wal/7").at(8192).entry(311);
  private static final String WHERE =
      " [file=wal/7, offset=8192, entry=311, directory=memory:orders]";

  static Stream<DurabilityException> withoutCause() {
    return Stream.of(
        new ConditionNotMetException("w", PLACE, "41"),
        new CorruptException("w", PLACE),
        new NotFoundException("w", PLACE),
        new PoisonedException("w", PLACE),
        new SupersededException("w", PLACE),
        new TruncatedException("w", PLACE),
        new UnavailableException("w", PLACE),
        new UnsupportedException("w", PLACE));
  }

  static Stream<DurabilityException> withCause() {
    IOException cause = new IOException("No space left on device");
    return Stream.of(
        new CorruptException("w", PLACE, cause),
        new NotFoundException("w", PLACE, cause),
        new PoisonedException("w", PLACE, cause),
        new SupersededException("w", PLACE, cause),
        new TruncatedException("w", PLACE, cause),
        new UnavailableException("w", PLACE, cause),
        new UnsupportedException("w", PLACE, cause));
  }

  @Test
  void family_everyMember_isTestedHere() {
    assertThat(withoutCause().map(Object::getClass))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.asList(DurabilityException.class.getPermittedSubclasses()));
  }

  @ParameterizedTest
  @MethodSource("withoutCause")
  void message_any_saysWhatAndWhere(DurabilityException e) {
    String what = e instanceof ConditionNotMetException ? "w, found=41" : "w";
    assertThat(e).hasMessage(what + WHERE).hasNoCause();
    assertThat(e.location()).isEqualTo(PLACE);
  }

  @ParameterizedTest
  @MethodSource("withCause")
  void cause_any_isKept(DurabilityException e) {
    assertThat(e).hasMessage("w" + WHERE).hasCause(new IOException("No space left on device"));
    assertThat(e.location()).isEqualTo(PLACE);
  }

  @ParameterizedTest
  @MethodSource({"withoutCause", "withCause"})
  void serialized_any_isTheSame(DurabilityException e) throws Exception {
    DurabilityException read = throughBytes(e);
    assertThat(read).isExactlyInstanceOf(e.getClass()).hasMessage(e.getMessage());
    assertThat(read.location()).isEqualTo(PLACE);
    assertThat(String.valueOf(read.getCause())).isEqualTo(String.valueOf(e.getCause()));
  }

  @Test
  void conditionNotMet_version_isTold() throws Exception {
    ConditionNotMetException e =
        new ConditionNotMetException("version does not match, expected=40", PLACE, "41");
    assertThat(e).hasMessage("version does not match, expected=40, found=41" + WHERE);
    assertThat(e.current()).contains("41");
    assertThat(((ConditionNotMetException) throughBytes(e)).current()).contains("41");
  }

  @Test
  void conditionNotMet_absent_isTold() throws Exception {
    ConditionNotMetException e =
        new ConditionNotMetException("version does not match, expected=40", PLACE, null);
    assertThat(e).hasMessage("version does not match, expected=40, found=absent" + WHERE);
    assertThat(e.current()).isEmpty();
    assertThat(((ConditionNotMetException) throughBytes(e)).current()).isEmpty();
  }

  @Test
  void mismatch_any_saysExpectedAndFound() {
    assertThat(CorruptException.mismatch("frame checksum mismatch", PLACE, "0x1", 2))
        .isExactlyInstanceOf(CorruptException.class)
        .hasMessage("frame checksum mismatch, expected=0x1, found=2" + WHERE)
        .hasNoCause();
  }

  private static DurabilityException throughBytes(DurabilityException e) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(e);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (DurabilityException) in.readObject();
    }
  }
}
