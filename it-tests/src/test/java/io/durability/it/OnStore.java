package io.durability.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A test that needs a store. Where there is none it is skipped, after the ladder has said loudly
 * what is missing; where {@code DURABILITY_IT_REQUIRE} names the store, it fails.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(OnStore.Condition.class)
@interface OnStore {

  /** Returns the name of the store. */
  String value();

  /** Looks for the store, starts it once for all tests, and cleans up behind each. */
  final class Condition implements ExecutionCondition, AfterEachCallback {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      String name = name(context);
      return TestedStores.find(name)
          .map(store -> ConditionEvaluationResult.enabled("runs against " + store))
          .orElseGet(() -> ConditionEvaluationResult.disabled("no store " + name));
    }

    @Override
    public void afterEach(ExtensionContext context) {
      TestedStores.clean(name(context));
    }

    private static String name(ExtensionContext context) {
      return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), OnStore.class)
          .orElseThrow()
          .value();
    }
  }
}
