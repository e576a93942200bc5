package io.jlinux.testkit;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Moves what belongs to one test method to a {@link NamespaceThread} of its own. */
final class InNamespaceExtension implements ExecutionCondition, InvocationInterceptor, AfterEachCallback {
    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(InNamespace.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> refused = UserProbes.sysAdmin();
        if (refused.isEmpty()) return ConditionEvaluationResult.enabled("may unshare");
        if (Promises.contain(Requirement.ROOT)) throw new AssertionError("root is promised, but: " + refused.get());
        return ConditionEvaluationResult.disabled("namespaces of a JVM's thread need root: " + refused.get());
    }

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public <T> T interceptTestClassConstructor(
            Invocation<T> invocation, ReflectiveInvocationContext<Constructor<T>> call, ExtensionContext context)
            throws Throwable {
        // of a method that is annotated itself it is not known yet whether it is to run
        boolean onMethod = AnnotationSupport.isAnnotated(context.getTestMethod(), InNamespace.class);
        if (context.getTestMethod().isEmpty() || onMethod) return invocation.proceed();
        return thread(context).call(() -> proceed(invocation));
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        thread(context).call(() -> proceed(invocation));
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        thread(context).call(() -> proceed(invocation));
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        thread(context).call(() -> proceed(invocation));
    }

    @Override
    public <T> T interceptTestFactoryMethod(
            Invocation<T> invocation, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        return thread(context).call(() -> proceed(invocation));
    }

    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation, DynamicTestInvocationContext call, ExtensionContext context)
            throws Throwable {
        thread(context).call(() -> proceed(invocation));
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        thread(context).call(() -> proceed(invocation));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        endThreadOf(context);
    }

    /** Ends the thread of this test, if it has one; {@link LeakCheck} must look after that. */
    static void endThreadOf(ExtensionContext context) {
        NamespaceThread thread = context.getStore(STORE).remove(NamespaceThread.class, NamespaceThread.class);
        if (thread != null) thread.close();
    }

    private static NamespaceThread thread(ExtensionContext context) throws IOException {
        ExtensionContext.Store store = context.getStore(STORE);
        NamespaceThread thread = store.get(NamespaceThread.class, NamespaceThread.class);
        if (thread != null) return thread;
        thread = NamespaceThread.start(kinds(context));
        store.put(NamespaceThread.class, thread);
        return thread;
    }

    private static List<Kind> kinds(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getTestMethod(), InNamespace.class)
                .or(() -> AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(), InNamespace.class, context.getEnclosingTestClasses()))
                .map(annotation -> List.of(annotation.value()))
                .orElseThrow();
    }

    /** {@code Callable} allows exceptions only, and an assertion is an error: it passes as it is. */
    private static <T> T proceed(InvocationInterceptor.Invocation<T> invocation) throws Exception {
        try {
            return invocation.proceed();
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
