package io.jlinux.net.container;

import io.jlinux.net.state.TextFile;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.TrustedDirectory;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where networks are written down. */
final class StateDirectory {
    private static final String NAME = "jlinux-net";
    private static final Path RUN = Path.of("/run");

    private StateDirectory() {}

    /** The same for all processes of a user, whatever user namespace they are in. */
    static Path standard() throws LinuxException {
        long uid = uid();
        if (uid == 0 && Files.isWritable(RUN)) return RUN.resolve(NAME);
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        if (runtime != null && runtime.startsWith("/") && Files.isWritable(Path.of(runtime))) {
            return Path.of(runtime, NAME);
        }
        Path user = Path.of("/run/user", Long.toString(outer(uid)));
        if (Files.isWritable(user)) return user.resolve(NAME);
        return Path.of(System.getProperty("java.io.tmpdir"), NAME + "-" + outer(uid))
                .toAbsolutePath();
    }

    /** The id outside of this user namespace: the root of each is 0 in its own. */
    private static long outer(long uid) throws LinuxException {
        for (String line : KernelFile.read(Path.of("/proc/self/uid_map")).split("\n", -1)) {
            String[] words = line.strip().split("\\s+");
            if (words.length != 3) continue;
            long offset = uid - Long.parseLong(words[0]);
            if (offset >= 0 && offset < Long.parseLong(words[2])) return Long.parseLong(words[1]) + offset;
        }
        return uid;
    }

    /** Makes it for this user alone. In a directory that all may write to, somebody else may have been first. */
    static Path makeStandard() throws IOException {
        Path directory = standard();
        TextFile.makeDirectory(directory);
        TrustedDirectory.checkOwn(directory, uid());
        return directory;
    }

    /** Makes one that the caller chose. */
    static Path make(Path chosen) throws IOException {
        Path directory = chosen.toAbsolutePath();
        TextFile.makeDirectory(directory);
        TrustedDirectory.checkChosen(directory, StateDirectory::uid);
        return directory;
    }

    private static long uid() {
        return RawSyscall.call(Syscall.GETEUID) & 0xffff_ffffL;
    }
}
