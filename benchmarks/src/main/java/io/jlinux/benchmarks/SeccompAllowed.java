package io.jlinux.benchmarks;

/** getppid(2) under a profile that allows it: the kernel knows without running the filter (Linux 5.11). */
public class SeccompAllowed extends SeccompCall {
    public SeccompAllowed() {
        super("getppid", "0");
    }
}
