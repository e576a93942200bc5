package io.jlinux.benchmarks;

/** A call that the profile refuses, and that fails without it as well: the filter is run each time. */
public class SeccompRefused extends SeccompCall {
    public SeccompRefused() {
        super("lookup_dcookie", "ffffffffffff");
    }
}
