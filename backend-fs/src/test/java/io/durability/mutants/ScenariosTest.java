package io.durability.mutants;

import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each scenario on the code as it is. */
@Timeout(60)
final class ScenariosTest {

  static Stream<String> scenarios() {
    return Scenarios.all().stream();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void scenario_onTheCodeAsItIs_holds(String scenario) throws Throwable {
    try {
      Scenarios.run(getClass().getClassLoader(), scenario);
    } catch (Throwable e) {
      throw new AssertionError(scenario, e);
    }
  }
}
