package io.wgnetlink.nativetests;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Of the virtual machines only one runs the test, as all that depends on the kernel is tested
 * elsewhere; the others skip it, and are counted. The host always runs it.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnOneKernel.Condition.class)
public @interface OnOneKernel {
  /** Why one is enough. */
  String value();

  /** Looks which machine this is. */
  final class Condition implements ExecutionCondition {
    private static final String CHOSEN = "6.12.";

    /** The rig's own folder is there in a virtual machine only. */
    private static final Path MARK_OF_A_GUEST = Path.of("/run/rig");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      String why = AnnotationSupport.findAnnotation(context.getElement(), OnOneKernel.class)
          .map(OnOneKernel::value)
          .orElse("");
      return !Files.exists(MARK_OF_A_GUEST) || System.getProperty("os.version").startsWith(CHOSEN)
          ? ConditionEvaluationResult.enabled("this is the one")
          : ConditionEvaluationResult.disabled(
              why + ", so of the virtual machines only the one with Linux 6.12 runs it");
    }
  }
}
