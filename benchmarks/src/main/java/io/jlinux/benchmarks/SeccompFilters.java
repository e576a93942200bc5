package io.jlinux.benchmarks;

import io.jlinux.security.seccomp.Condition;
import io.jlinux.security.seccomp.DockerProfile;
import io.jlinux.security.seccomp.SeccompArch;
import io.jlinux.security.seccomp.SeccompFilter;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.security.seccomp.SeccompRule;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One policy of 300 calls on three architectures, compiled by JLinux and by libseccomp, each filter in a file. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class SeccompFilters {
    private Path jlinux;
    private Path libseccomp;
    private Path optimized;

    /** The default profile of containers. */
    static SeccompPolicy policy() {
        return DockerProfile.policy(Set.of());
    }

    @Setup(Level.Trial)
    public void write() throws IOException {
        jlinux = file("jlinux", policy().filter());
        if (!Files.isExecutable(Workshop.libseccomp())) return;
        libseccomp = file("libseccomp", built(1));
        optimized = file("libseccomp-optimized", built(2));
    }

    private static Path file(String name, SeccompFilter filter) throws IOException {
        return Files.write(Workshop.libseccomp().resolveSibling(name + ".bpf"), filter.bytes());
    }

    Path jlinux() {
        return jlinux;
    }

    Path libseccomp() {
        return libseccomp;
    }

    Path optimized() {
        return optimized;
    }

    /** Asks the program of the tests, which says in its source what it reads and writes. */
    static SeccompFilter built(int optimize) throws IOException {
        SeccompPolicy policy = policy();
        StringBuilder s =
                new StringBuilder("policy " + hex(policy.defaultAction().toKernel()) + " "
                        + hex(policy.badArchitecture().toKernel()) + " " + optimize + "\n");
        for (SeccompArch a : policy.architectures()) {
            s.append("arch ")
                    .append(hex(a == SeccompArch.X32 ? 0x4000_003e : a.audit()))
                    .append('\n');
        }
        for (SeccompRule r : policy.rules()) {
            s.append("rule ").append(hex(r.action().toKernel())).append(' ').append(r.call());
            for (Condition c : r.conditions()) {
                boolean masked = c.operator() == Condition.Operator.MASKED_EQ;
                // enum scmp_compare: NE, LT, LE, EQ, GE, GT, MASKED_EQ from 1 on, as ours from 0
                s.append(' ').append(c.index()).append(' ').append(c.operator().ordinal() + 1);
                s.append(' ').append(Long.toHexString(masked ? c.mask() : c.value()));
                s.append(' ').append(Long.toHexString(masked ? c.value() : 0));
            }
            s.append('\n');
        }
        Process p = new ProcessBuilder(Workshop.libseccomp().toString()).start();
        try (OutputStream out = p.getOutputStream();
                DataInputStream in = new DataInputStream(p.getInputStream())) {
            out.write(s.append("end\n").toString().getBytes(StandardCharsets.US_ASCII));
            out.close();
            in.skipNBytes(4L * Integer.reverseBytes(in.readInt()));
            byte[] filter = in.readNBytes(Integer.reverseBytes(in.readInt()));
            return SeccompFilter.of(filter);
        }
    }

    private static String hex(int value) {
        return Integer.toHexString(value);
    }
}
