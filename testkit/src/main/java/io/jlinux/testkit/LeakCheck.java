package io.jlinux.testkit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Compares the {@link HostState} before and after each test. */
final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(LeakCheck.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(STORE).put(HostState.class, HostState.capture());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        InNamespaceExtension.endThreadOf(context);
        HostState before = context.getStore(STORE).remove(HostState.class, HostState.class);
        if (before != null) before.assertNothingLeftBehind();
    }
}
