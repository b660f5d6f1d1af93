package io.durability.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A filter passes every verb on, with its arguments and its result. */
final class FilterDirectoryTest {

  private static final FileName NAME = FileName.of("a");
  private static final Traits TRAITS =
      new Traits(Survives.PROCESS, RenameKind.ATOMIC, true, true, 1, 8, 1, 1);

  /** One value for each type of parameter or result. */
  private static final Map<Class<?>, Object> VALUES =
      Map.of(
          FileName.class,
          NAME,
          ByteBuffer.class,
          ByteBuffer.allocate(1),
          Condition.class,
          Condition.absent(),
          String.class,
          "prefix",
          Collection.class,
          List.of(NAME),
          long.class,
          42L,
          Version.class,
          new Version("1"),
          Optional.class,
          Optional.of(new FileInfo(NAME, 3, new Version("1"))),
          List.class,
          List.of(new FileInfo(NAME, 3, new Version("1"))),
          Traits.class,
          TRAITS);

  private final List<Object> calls = new ArrayList<>();
  private final Directory target =
      (Directory)
          Proxy.newProxyInstance(
              Directory.class.getClassLoader(),
              new Class<?>[] {Directory.class},
              (proxy, method, arguments) -> {
                calls.add(method.getName());
                calls.add(arguments == null ? List.of() : Arrays.asList(arguments));
                return method.getName().equals("toString")
                    ? "memory:target"
                    : VALUES.get(method.getReturnType());
              });
  private final Directory filter = new FilterDirectory(target) {};

  static Stream<Method> verbs() {
    return Arrays.stream(Directory.class.getMethods())
        .filter(method -> Modifier.isAbstract(method.getModifiers()));
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void verb_any_isPassedOn(Method verb) throws Exception {
    Object[] arguments =
        Arrays.stream(verb.getParameterTypes()).map(VALUES::get).toArray(Object[]::new);
    assertThat(verb.invoke(filter, arguments)).isEqualTo(VALUES.get(verb.getReturnType()));
    assertThat(calls).containsExactly(verb.getName(), Arrays.asList(arguments));
  }

  @Test
  void listWithoutAfter_default_goesThroughTheFilter() throws Exception {
    assertThat(filter.list("wal/")).isSameAs(VALUES.get(List.class));
    assertThat(calls).containsExactly("list", List.of("wal/", ""));
  }

  @Test
  void toString_filter_isTheTargets() {
    assertThat(filter).hasToString("memory:target");
  }

  @Test
  void filter_ofNothing_isRefused() {
    assertThatThrownBy(() -> new FilterDirectory(null) {})
        .isInstanceOf(NullPointerException.class)
        .hasMessage("in");
  }
}
