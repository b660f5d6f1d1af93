package io.durability.mutants;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All scenarios by name, and how one is run in a class loader. */
final class Scenarios {

  private static final List<Class<?>> HOLDERS =
      List.of(
          AckScenarios.class,
          ClaimScenarios.class,
          TailScenarios.class,
          PublishScenarios.class,
          ReadScenarios.class,
          DiskScenarios.class);

  private Scenarios() {}

  static List<String> all() {
    List<String> names = new ArrayList<>();
    for (Class<?> holder : HOLDERS) {
      Arrays.stream(holder.getDeclaredMethods())
          .filter(method -> method.isAnnotationPresent(Scenario.class))
          .map(method -> holder.getSimpleName() + "." + method.getName())
          .sorted()
          .forEach(names::add);
    }
    return names;
  }

  /** Runs a scenario with the classes that a loader gives. */
  static void run(ClassLoader loader, String scenario) throws Throwable {
    int dot = scenario.indexOf('.');
    String holder = Scenarios.class.getPackageName() + "." + scenario.substring(0, dot);
    Method method =
        Class.forName(holder, true, loader).getDeclaredMethod(scenario.substring(dot + 1));
    method.setAccessible(true);
    try {
      method.invoke(null);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
