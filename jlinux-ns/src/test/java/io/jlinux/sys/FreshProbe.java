package io.jlinux.sys;

/** What the calling thread finds, which may be under a filter of its own. */
public final class FreshProbe {
    private FreshProbe() {}

    public static KernelFeatures now() {
        return KernelFeatures.probe();
    }
}
