package io.jlinux.oci.spec;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Repeats a run: {@code -Djlinux.fuzz.seed=N} with the seed that jqwik prints when a property fails. Without it each run has a new one.
 * What was found is kept as a test of its own, not as a seed, which would mean something else after any change of what is generated.
 */
@SuppressWarnings("exports") // of jqwik, in tests
public final class FuzzSeed implements AroundPropertyHook {
    public FuzzSeed() {}

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property)
            throws Throwable {
        String seed = System.getProperty("jlinux.fuzz.seed");
        if (seed != null) context.attributes().setSeed(seed);
        return property.execute();
    }
}
