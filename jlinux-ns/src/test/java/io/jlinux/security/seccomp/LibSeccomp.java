package io.jlinux.security.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A C program with libseccomp, asked to build the same policies. */
final class LibSeccomp implements AutoCloseable {
    /** What it made of a policy: for each rule 0 or a negative errno, and the filter. */
    record Built(List<Integer> results, SeccompFilter filter) {}

    private final Process process;
    private final BufferedWriter in;
    private final DataInputStream out;

    private LibSeccomp(Process process) {
        this.process = process;
        this.in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII));
        this.out = new DataInputStream(new java.io.BufferedInputStream(process.getInputStream()));
    }

    static LibSeccomp start(Path work) throws Exception {
        Path source = work.resolve("libseccomp.c");
        try (InputStream c = LibSeccomp.class.getResourceAsStream("libseccomp.c")) {
            Files.write(source, c.readAllBytes());
        }
        Path program = work.resolve("libseccomp");
        Process gcc = new ProcessBuilder("gcc", "-O1", "-w", "-o", "" + program, "" + source, "-lseccomp")
                .redirectErrorStream(true)
                .start();
        String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(gcc.waitFor()).as(said).isZero();
        return new LibSeccomp(new ProcessBuilder(program.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    static long token(SeccompArch arch) {
        return arch == SeccompArch.X32 ? 0x4000_003eL : arch.audit() & 0xffff_ffffL;
    }

    /** The number it knows a call by; negative where the architecture has none. */
    int number(SeccompArch arch, String name) throws IOException {
        in.write("name " + Long.toHexString(token(arch)) + " " + name + "\n");
        in.flush();
        return readInt();
    }

    Built build(SeccompPolicy policy, int optimize) throws IOException {
        in.write("policy " + hex(policy.defaultAction()) + " " + hex(policy.badArchitecture()) + " " + optimize + "\n");
        for (SeccompArch a : policy.architectures()) in.write("arch " + Long.toHexString(token(a)) + "\n");
        for (SeccompRule r : policy.rules()) in.write(line(r));
        in.write("end\n");
        in.flush();
        int rules = readInt();
        List<Integer> results = new ArrayList<>();
        for (int i = 0; i < rules; i++) results.add(readInt());
        int size = readInt();
        assertThat(size).as("export of " + policy.rules()).isPositive();
        byte[] bytes = new byte[size];
        out.readFully(bytes);
        return new Built(results, SeccompFilter.of(bytes));
    }

    private static String line(SeccompRule r) {
        StringBuilder s = new StringBuilder("rule " + hex(r.action()) + " " + r.call());
        for (Condition c : r.conditions()) {
            boolean masked = c.operator() == Condition.Operator.MASKED_EQ;
            s.append(' ').append(c.index()).append(' ').append(operator(c));
            s.append(' ').append(Long.toHexString(masked ? c.mask() : c.value()));
            s.append(' ').append(Long.toHexString(masked ? c.value() : 0));
        }
        return s.append('\n').toString();
    }

    /** {@code enum scmp_compare}. */
    private static int operator(Condition c) {
        return switch (c.operator()) {
            case NE -> 1;
            case LT -> 2;
            case LE -> 3;
            case EQ -> 4;
            case GE -> 5;
            case GT -> 6;
            case MASKED_EQ -> 7;
        };
    }

    private static String hex(SeccompAction action) {
        return Integer.toHexString(action.toKernel());
    }

    private int readInt() throws IOException {
        return Integer.reverseBytes(out.readInt());
    }

    @Override
    public void close() {
        try {
            in.close();
            if (!process.waitFor(20, TimeUnit.SECONDS))
                process.destroyForcibly().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
