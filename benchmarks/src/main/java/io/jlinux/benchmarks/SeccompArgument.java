package io.jlinux.benchmarks;

/** personality(2) with the argument that the profile allows: the filter is run each time. */
public class SeccompArgument extends SeccompCall {
    public SeccompArgument() {
        super("personality", "ffffffff");
    }
}
