package io.wgnetlink.nativetests;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Takes more than a minute, so it runs only when {@code -Pnightly} asks for it; otherwise it is
 * skipped, and the closing line says how many were.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("nightly")
@ExtendWith(Nightly.Condition.class)
public @interface Nightly {
  /** What takes so long. */
  String value();

  /** Looks whether they are asked for. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      String why = AnnotationSupport.findAnnotation(context.getElement(), Nightly.class)
          .map(Nightly::value)
          .orElse("");
      // The first word is what the rig counts by.
      return Boolean.getBoolean("wgnetlink.nightly")
          ? ConditionEvaluationResult.enabled("asked for")
          : ConditionEvaluationResult.disabled("nightly: " + why + "; -Pnightly runs it");
    }
  }
}
