package io.jlinux.sandbox;

import static io.jlinux.security.Landlock.FileAccess.EXECUTE;
import static io.jlinux.security.Landlock.FileAccess.IOCTL_DEV;
import static io.jlinux.security.Landlock.FileAccess.READ_DIR;
import static io.jlinux.security.Landlock.FileAccess.READ_FILE;
import static io.jlinux.security.Landlock.FileAccess.TRUNCATE;
import static io.jlinux.security.Landlock.FileAccess.WRITE_FILE;

import io.jlinux.mount.Mount;
import io.jlinux.mount.MountAttributes;
import io.jlinux.security.Landlock;
import io.jlinux.security.Landlock.FileAccess;
import io.jlinux.security.Landlock.PathRule;
import io.jlinux.security.Landlock.Scope;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Landlock's rules that say once more what the mounts of a sandbox say: read and execute everywhere, write where a mount lets it. So a
 * hole in one of the two is not yet one in the sandbox.
 */
final class SandboxLandlock {
    /** ABI 1 refuses to rename from one directory to another, whatever the rules are: that would break programs. */
    private static final int FIRST_ABI = 2;

    private static final Set<FileAccess> READ = EnumSet.of(READ_FILE, READ_DIR, EXECUTE);

    private SandboxLandlock() {}

    /** Empty where the kernel has no Landlock, or only its first version. */
    static Optional<Landlock> of(Settings s) {
        return Landlock.abi() < FIRST_ABI ? Optional.empty() : Optional.of(rules(s));
    }

    static Landlock rules(Settings s) {
        // ports are the network namespace's: without a network the answer stays "unreachable", which programs know
        Landlock rules = Landlock.handling(EnumSet.allOf(FileAccess.class), Set.of(), EnumSet.allOf(Scope.class))
                .allow(new PathRule("/", READ, false))
                .allow(new PathRule("/proc", EnumSet.of(WRITE_FILE, TRUNCATE), false))
                .allow(new PathRule("/dev", EnumSet.of(WRITE_FILE, IOCTL_DEV), false))
                .readAndWrite("/dev/shm");
        for (String target : s.tmpfs.keySet()) rules = rules.readAndWrite(target);
        for (Mount m : s.mounts) {
            if (!readOnly(m)) rules = rules.readAndWrite(m.target());
        }
        return rules;
    }

    /** The recursive ones are set last. */
    private static boolean readOnly(Mount m) {
        long bit = MountAttributes.NONE.readOnly().set();
        MountAttributes last = m.recursiveAttributes();
        if (((last.set() | last.clear()) & bit) != 0) return (last.set() & bit) != 0;
        return (m.attributes().set() & bit) != 0;
    }
}
