package io.jlinux.oci.run;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is not there yet in directories of the host, and which the start of a container makes: mount points, devices, links, the working
 * directory. A start that fails takes them back by itself; this is written down for one whose JVM is killed in the middle of it.
 *
 * <p>Taken back is only what was not there, and is empty: other things that have come to be there meanwhile stay.
 *
 * @param items outer ones first
 */
public record MissingTargets(List<Item> items) {
    private static final Logger LOG = LoggerFactory.getLogger(MissingTargets.class);

    /**
     * One of them.
     *
     * @param base a directory of the host
     * @param below the path in it; symbolic links on the way are resolved inside of {@code base}
     */
    public record Item(Path base, String below) {}

    public MissingTargets {
        items = List.copyOf(items);
    }

    /** Those on the way, without empty ones and dots. */
    static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            if (!name.isEmpty() && !name.equals(".")) names.add(name);
        }
        return names;
    }

    static Optional<Fd> openBase(Path base) throws LinuxException {
        try {
            return Optional.of(Fd.open(base, Fcntl.O_PATH | Fcntl.O_DIRECTORY));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR || e.errno() == Errno.EACCES)
                return Optional.empty();
            throw e;
        }
    }

    static Optional<InRoot.Stat> look(Fd directory, String name) throws LinuxException {
        try {
            return Optional.of(InRoot.stat(directory, name));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) return Optional.empty();
            throw e;
        }
    }

    /** {@link #read} reads it. */
    public byte[] write() {
        StringBuilder text = new StringBuilder();
        for (Item item : items)
            text.append(item.base).append('\0').append(item.below).append('\0');
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What {@link #write} wrote; what is no whole item is left out. */
    public static MissingTargets read(byte[] text) {
        String[] parts = new String(text, StandardCharsets.UTF_8).split("\0");
        List<Item> items = new ArrayList<>();
        for (int i = 0; i + 1 < parts.length; i += 2) items.add(new Item(Path.of(parts[i]), parts[i + 1]));
        return new MissingTargets(items);
    }

    /** Removes what of it is there and empty, inner ones first; no process of the container is there any more. */
    public void remove() {
        for (int i = items.size() - 1; i >= 0; i--) {
            try {
                remove(items.get(i));
            } catch (LinuxException e) {
                LOG.warn("{} in {} is left: {}", items.get(i).below, items.get(i).base, e.getMessage());
            }
        }
    }

    private static void remove(Item item) throws LinuxException {
        List<String> names = names(item.below);
        String name = names.remove(names.size() - 1);
        Optional<Fd> base = openBase(item.base);
        if (base.isEmpty()) return;
        try (Fd top = base.get()) {
            Optional<Fd> directory = InRoot.open(top, "/" + String.join("/", names), Fcntl.O_PATH | Fcntl.O_DIRECTORY);
            if (directory.isEmpty()) return;
            try (Fd in = directory.get();
                    Scratch s = Scratch.borrow()) {
                Optional<InRoot.Stat> stat = look(in, name);
                if (stat.isEmpty() || (stat.get().isRegular() && stat.get().size() > 0)) return;
                int flags = stat.get().isDirectory() ? Fcntl.AT_REMOVEDIR : 0;
                // a directory that is not empty is refused by the kernel
                RawSyscall.call(Syscall.UNLINKAT, in.number(), s.string(0, name), flags);
            }
        }
    }
}
