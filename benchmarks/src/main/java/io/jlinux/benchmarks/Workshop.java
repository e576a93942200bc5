package io.jlinux.benchmarks;

import io.jlinux.security.seccomp.DockerProfile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Set;

/**
 * The files that the benchmarks launch, all below {@code target/workshop} of the directory they are run in: the no-op, and
 * an OCI bundle with it.
 */
final class Workshop {
    private static final Path ROOT = Path.of("target", "workshop").toAbsolutePath();

    private Workshop() {}

    /** Writes everything but the compiled C floor. */
    static void prepare() throws IOException {
        for (String mountpoint : new String[] {"proc", "dev", "sys"})
            Files.createDirectories(rootfs().resolve(mountpoint));
        Files.createDirectories(runtimeState());
        NoopElf.write(noop());
        Files.copy(noop(), rootfs().resolve("noop"), StandardCopyOption.REPLACE_EXISTING);
        Files.write(seccompFilter(), DockerProfile.policy(Set.of()).filter().bytes());
        try (InputStream config = Workshop.class.getResourceAsStream("config.json")) {
            Files.copy(
                    Objects.requireNonNull(config),
                    bundle().resolve("config.json"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The compiled C floor; absent when there was no compiler. */
    static Path floor() {
        return ROOT.resolve("floor");
    }

    /** The instructions of the sandboxes' default seccomp filter, for the C floor. */
    static Path seccompFilter() {
        return ROOT.resolve("seccomp-filter");
    }

    /** The program that compiles policies by libseccomp; absent where its headers were. */
    static Path libseccomp() {
        return ROOT.resolve("libseccomp");
    }

    static Path noop() {
        return ROOT.resolve("noop");
    }

    /**
     * A bundle whose {@code config.json} is the one of {@code runc spec}, with the no-op in place of a shell on a terminal, and
     * without {@code linux.resources}: no cgroup is asked for.
     */
    static Path bundle() {
        return ROOT.resolve("bundle");
    }

    static Path rootfs() {
        return bundle().resolve("rootfs");
    }

    /** Where runc and crun keep their state instead of {@code /run}. */
    static Path runtimeState() {
        return ROOT.resolve("state");
    }
}
