package io.jlinux.testkit;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Evaluates {@link Requires}: enabled, skipped with the reasons, or failed where the capability was promised. */
final class RequiresCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), Requires.class)
                .map(requires -> evaluate(requires.value()))
                .orElseGet(() -> ConditionEvaluationResult.enabled("nothing is required"));
    }

    static ConditionEvaluationResult evaluate(Requirement... requirements) {
        List<String> missing = new ArrayList<>();
        for (Requirement requirement : requirements) {
            String reason = requirement.missing().orElse(null);
            if (reason == null) continue;
            if (Promises.contain(requirement)) {
                throw new AssertionError("this environment promises " + requirement + ", but: " + reason);
            }
            missing.add(requirement + ": " + reason);
        }
        if (missing.isEmpty()) return ConditionEvaluationResult.enabled("all requirements are met");
        return ConditionEvaluationResult.disabled(String.join("; ", missing));
    }
}
