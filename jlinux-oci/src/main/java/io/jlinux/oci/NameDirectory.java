package io.jlinux.oci;

import io.jlinux.oci.state.StateRoot;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.ProcessIdentity;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Statx;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of a container's files about names, while it starts: {@code jlinux-names-PID-START-NUMBER} in the directory for temporary
 * files, which names the process that made it. What a killed one left is removed by the next process of this user that needs one.
 *
 * @param path need not be there
 */
record NameDirectory(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(NameDirectory.class);
    private static final String PREFIX = "jlinux-names-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]{1,18})-([0-9]{1,18})-[0-9a-z]+");
    private static final List<String> FILES = List.of("resolv.conf", "hosts", "hostname");
    /** Nothing is there, a file or a link is, or a directory of another one. */
    private static final Set<Errno> NOT_IT = Set.of(Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.EACCES);

    private static final Duration YOUNG = Duration.ofHours(1);
    private static final AtomicBoolean COLLECTED = new AtomicBoolean();

    /** One that nobody has, and which is not made yet. */
    static NameDirectory next() throws IOException {
        if (!COLLECTED.getAndSet(true)) tryCollect();
        long pid = ProcessHandle.current().pid();
        long start = ProcessIdentity.of(pid).map(ProcessIdentity::startTime).orElse(0L);
        String number = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36);
        return new NameDirectory(temporary().resolve(PREFIX + pid + "-" + start + "-" + number));
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    }

    private static void tryCollect() {
        try {
            collect();
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} is not looked through: {}", temporary(), e.getMessage());
        }
    }

    /** Removes those of processes that have ended; not young ones, which may be of a process that only another pid namespace shows. */
    private static void collect() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(temporary(), PREFIX + "*")) {
            for (Path entry : entries) new NameDirectory(entry).tryCollectOld();
        }
    }

    /** Anybody can make such a name: one that cannot be removed does not keep the others. */
    private void tryCollectOld() {
        try {
            Instant modified =
                    Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
            if (modified.isBefore(Instant.now().minus(YOUNG))) deleteIfAbandoned();
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} is left: {}", path, e.getMessage());
        }
    }

    /** Removes it when the process that made it has ended. */
    void deleteIfAbandoned() throws IOException {
        Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
        if (!name.matches()) return;
        ProcessIdentity owner = new ProcessIdentity(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
        if (!owner.isAlive()) delete();
    }

    /**
     * Removes it; that it is gone, or was never made, is fine. In a directory that all may write to, its name may be another's by now, or lead
     * elsewhere: so its files are removed by the descriptor of what was looked at, and what is not this user's directory is not it.
     */
    void delete() throws IOException {
        try (Fd directory = Fd.open(path, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW);
                Scratch s = Scratch.borrow()) {
            if (!isOwn(directory)) return;
            for (String file : FILES) unlink(s, directory.number(), file, 0);
            unlink(s, Fcntl.AT_FDCWD, path.toString(), Fcntl.AT_REMOVEDIR);
        } catch (LinuxException e) {
            if (!NOT_IT.contains(e.errno())) throw e;
        }
    }

    private boolean isOwn(Fd directory) throws LinuxException {
        NativeBuffer stat = NativeBuffer.allocate(Statx.STRUCT_SIZE);
        Result.check(Statx.ofFd(directory.number(), stat), "look at", path);
        return (stat.getInt(Statx.UID) & 0xffff_ffffL) == StateRoot.uid();
    }

    private void unlink(Scratch s, int in, String name, int flags) throws LinuxException {
        long r = RawSyscall.call(Syscall.UNLINKAT, in, s.string(0, name), flags);
        if (!Result.is(r, Errno.ENOENT)) Result.check(r, "remove", path.resolve(name));
    }
}
