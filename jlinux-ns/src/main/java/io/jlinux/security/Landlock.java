package io.jlinux.security;

import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a process may still reach, whoever it is: a Landlock ruleset. A value.
 *
 * <pre>{@code
 * Landlock.everything()
 *     .readAndExecute("/usr", "/lib", "/lib64", "/bin")
 *     .readAndWrite("/tmp")
 *     .connect(443)
 *     .strict()
 * }</pre>
 *
 * <p>What is <em>handled</em> is denied, unless a rule allows it. Paths are those of the program's own root; a rule holds for the
 * file, or the directory and all that is below it, whatever is mounted there. Already open descriptors are not affected. It
 * needs {@code noNewPrivileges()}, or CAP_SYS_ADMIN in the program's user namespace.
 *
 * <p>Kernels know different parts of it (the ABI). By default what this one does not know is left out, and
 * {@link #enforced()} tells what is left; {@link #strict()} makes the start fail instead.
 *
 * @param files the accesses to files that are handled
 * @param ports the accesses to TCP ports that are handled (ABI 4)
 * @param scopes what outside of it cannot be reached (ABI 6)
 * @param logging what the audit log is told (ABI 7)
 * @param pathRules what is allowed of files
 * @param portRules what is allowed of ports
 * @param isStrict whether what the kernel does not know is an error
 * @see <a href="https://man7.org/linux/man-pages/man7/landlock.7.html">landlock(7)</a>
 */
public record Landlock(
        Set<FileAccess> files,
        Set<PortAccess> ports,
        Set<Scope> scopes,
        Set<Logging> logging,
        List<PathRule> pathRules,
        List<PortRule> portRules,
        boolean isStrict) {
    private static final int LANDLOCK_CREATE_RULESET_VERSION = 1;

    /** Accesses to files and directories; the ordinal is the kernel's bit. */
    public enum FileAccess {
        EXECUTE,
        WRITE_FILE,
        READ_FILE,
        READ_DIR,
        REMOVE_DIR,
        REMOVE_FILE,
        MAKE_CHAR,
        MAKE_DIR,
        MAKE_REG,
        MAKE_SOCK,
        MAKE_FIFO,
        MAKE_BLOCK,
        MAKE_SYM,
        /** To link or rename from one directory to another (ABI 2); denied by every ruleset of ABI 1. */
        REFER,
        /** To truncate a file (ABI 3); allowed by every ruleset before. */
        TRUNCATE,
        /** ioctl(2) of devices that are opened later (ABI 5). */
        IOCTL_DEV;

        /** Only for directories: a rule for a file cannot have it. */
        boolean isForDirectories() {
            return this != EXECUTE && this != WRITE_FILE && this != READ_FILE && this != TRUNCATE && this != IOCTL_DEV;
        }

        int abi() {
            return this == REFER ? 2 : this == TRUNCATE ? 3 : this == IOCTL_DEV ? 5 : 1;
        }
    }

    /** Accesses to TCP ports (ABI 4); the ordinal is the kernel's bit. */
    public enum PortAccess {
        BIND_TCP,
        CONNECT_TCP
    }

    /** What cannot be reached outside of the ruleset's processes (ABI 6); the ordinal is the kernel's bit. */
    public enum Scope {
        ABSTRACT_UNIX_SOCKET,
        SIGNAL
    }

    /** What the audit log is told of denied accesses (ABI 7); the ordinal is the kernel's bit. */
    public enum Logging {
        /** Nothing of what is denied to the program itself before its next execve. */
        SAME_EXEC_OFF,
        /** Also what is denied after an execve. */
        NEW_EXEC_ON,
        /** Nothing of rulesets that the program makes. */
        SUBDOMAINS_OFF
    }

    /**
     * What is allowed of a path.
     *
     * @param path absolute, in the program's root
     * @param access what is allowed
     * @param optional whether it may be missing
     */
    public record PathRule(String path, Set<FileAccess> access, boolean optional) {
        public PathRule {
            if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("not an absolute path: " + path);
            }
            access = copy(FileAccess.class, access);
            if (access.isEmpty()) throw new IllegalArgumentException("a rule that allows nothing: " + path);
        }

        /** The accesses as the kernel's bits; for a file, those that a file can have. */
        public long mask(boolean file) {
            return bits(
                    access.stream().filter(a -> !file || !a.isForDirectories()).toList());
        }
    }

    /**
     * What is allowed of a TCP port.
     *
     * @param port 0 to 65535; to bind to 0 is to any free one
     * @param access what is allowed
     */
    public record PortRule(int port, Set<PortAccess> access) {
        public PortRule {
            if (port < 0 || port > 0xffff) throw new IllegalArgumentException("not a port: " + port);
            access = copy(PortAccess.class, access);
            if (access.isEmpty()) throw new IllegalArgumentException("a rule that allows nothing: port " + port);
        }
    }

    /**
     * What a kernel makes of a ruleset.
     *
     * @param abi what the kernel offers; 0 for no Landlock
     * @param ruleset what is enforced of it
     * @param missing what the kernel does not know, such as {@code TRUNCATE (ABI 3)}
     */
    public record Enforced(int abi, Landlock ruleset, List<String> missing) {
        /** Whether anything is. */
        public boolean isAny() {
            return !ruleset.isEmpty();
        }

        /** Whether all that was asked for is. */
        public boolean isAll() {
            return missing.isEmpty();
        }

        @Override
        public String toString() {
            return "Landlock ABI " + abi + (isAll() ? ", all of it" : ", without " + String.join(", ", missing));
        }
    }

    public Landlock {
        files = copy(FileAccess.class, files);
        ports = copy(PortAccess.class, ports);
        scopes = copy(Scope.class, scopes);
        logging = copy(Logging.class, logging);
        pathRules = List.copyOf(pathRules);
        portRules = List.copyOf(portRules);
        for (PathRule r : pathRules) {
            if (!files.containsAll(r.access)) throw new IllegalArgumentException("not handled: " + r);
        }
        for (PortRule r : portRules) {
            if (!ports.containsAll(r.access)) throw new IllegalArgumentException("not handled: " + r);
        }
    }

    private static <E extends Enum<E>> Set<E> copy(Class<E> type, Collection<E> set) {
        EnumSet<E> copy = EnumSet.noneOf(type);
        copy.addAll(set);
        return Collections.unmodifiableSet(copy);
    }

    /** One bit for each. */
    public static long bits(Collection<? extends Enum<?>> set) {
        long bits = 0;
        for (Enum<?> e : set) bits |= 1L << e.ordinal();
        return bits;
    }

    private static Landlock of(Set<FileAccess> files, Set<PortAccess> ports, Set<Scope> scopes) {
        return new Landlock(files, ports, scopes, Set.of(), List.of(), List.of(), false);
    }

    /** Handles every access to files that is known here; nothing is allowed yet. */
    public static Landlock filesystem() {
        return of(EnumSet.allOf(FileAccess.class), Set.of(), Set.of());
    }

    /** Handles every access to files and TCP ports, and has both scopes; nothing is allowed yet. */
    public static Landlock everything() {
        return of(EnumSet.allOf(FileAccess.class), EnumSet.allOf(PortAccess.class), EnumSet.allOf(Scope.class));
    }

    /** Handles these and nothing else. */
    public static Landlock handling(Set<FileAccess> files, Set<PortAccess> ports, Set<Scope> scopes) {
        return of(files, ports, scopes);
    }

    /** What is allowed of a path that must be there. */
    public Landlock allow(String path, FileAccess... access) {
        return allow(new PathRule(path, EnumSet.copyOf(Arrays.asList(access)), false));
    }

    /** One more rule. */
    public Landlock allow(PathRule rule) {
        List<PathRule> rules = new ArrayList<>(pathRules);
        rules.add(rule);
        return new Landlock(files, ports, scopes, logging, rules, portRules, isStrict);
    }

    private Landlock allow(Set<FileAccess> access, String... paths) {
        EnumSet<FileAccess> handled = EnumSet.copyOf(access);
        handled.retainAll(files);
        Landlock all = this;
        for (String path : paths) all = all.allow(new PathRule(path, handled, true));
        return all;
    }

    /** These can be read and listed, where they exist. */
    public Landlock readOnly(String... paths) {
        return allow(EnumSet.of(FileAccess.READ_FILE, FileAccess.READ_DIR), paths);
    }

    /** These can be read, listed and executed, where they exist. */
    public Landlock readAndExecute(String... paths) {
        return allow(EnumSet.of(FileAccess.READ_FILE, FileAccess.READ_DIR, FileAccess.EXECUTE), paths);
    }

    /** All but to execute, to make devices, and ioctls of devices is allowed below these, where they exist. */
    public Landlock readAndWrite(String... paths) {
        EnumSet<FileAccess> access = EnumSet.allOf(FileAccess.class);
        access.removeAll(
                EnumSet.of(FileAccess.EXECUTE, FileAccess.MAKE_CHAR, FileAccess.MAKE_BLOCK, FileAccess.IOCTL_DEV));
        return allow(access, paths);
    }

    /** TCP sockets may be bound to these ports. */
    public Landlock bind(int... localPorts) {
        return ports(PortAccess.BIND_TCP, localPorts);
    }

    /** TCP sockets may connect to these ports. */
    public Landlock connect(int... remotePorts) {
        return ports(PortAccess.CONNECT_TCP, remotePorts);
    }

    private Landlock ports(PortAccess access, int... numbers) {
        List<PortRule> rules = new ArrayList<>(portRules);
        for (int n : numbers) rules.add(new PortRule(n, Set.of(access)));
        return new Landlock(files, ports, scopes, logging, pathRules, rules, isStrict);
    }

    /** What the audit log is told. */
    public Landlock logging(Logging... flags) {
        return new Landlock(files, ports, scopes, Set.of(flags), pathRules, portRules, isStrict);
    }

    /** What the kernel does not know is an error of the start, not left out. */
    public Landlock strict() {
        return new Landlock(files, ports, scopes, logging, pathRules, portRules, true);
    }

    /** Whether it denies nothing. */
    public boolean isEmpty() {
        return files.isEmpty() && ports.isEmpty() && scopes.isEmpty();
    }

    /**
     * What this kernel offers: 0 where it has no Landlock, or it is off; else the ABI. By landlock_create_ruleset(2), each
     * time.
     */
    public static int abi() {
        return (int) Math.max(0, query());
    }

    /** The ABI, or {@code -ENOSYS} (not built in, or refused by a sandbox), {@code -EOPNOTSUPP} (off at boot). */
    public static long query() {
        return RawSyscall.call(Syscall.LANDLOCK_CREATE_RULESET, 0, 0, LANDLOCK_CREATE_RULESET_VERSION);
    }

    /** What this kernel makes of it. */
    public Enforced enforced() {
        return enforced(abi());
    }

    /** What a kernel with that ABI makes of it. */
    public Enforced enforced(int abi) {
        Set<String> missing = new TreeSet<>();
        Set<FileAccess> f = EnumSet.noneOf(FileAccess.class);
        for (FileAccess a : files) {
            if (abi >= a.abi()) f.add(a);
            else missing.add(a + " (ABI " + a.abi() + ")");
        }
        Set<PortAccess> p = since(4, abi, PortAccess.class, ports, missing);
        Set<Scope> s = since(6, abi, Scope.class, scopes, missing);
        Set<Logging> l = since(7, abi, Logging.class, logging, missing);
        List<PathRule> paths = new ArrayList<>();
        for (PathRule r : pathRules) {
            EnumSet<FileAccess> known = EnumSet.copyOf(r.access);
            known.retainAll(f);
            if (!known.isEmpty()) paths.add(new PathRule(r.path, known, r.optional));
        }
        List<PortRule> rules = p.isEmpty() ? List.of() : portRules;
        return new Enforced(abi, new Landlock(f, p, s, l, paths, rules, isStrict), List.copyOf(missing));
    }

    private static <E extends Enum<E>> Set<E> since(
            int from, int abi, Class<E> type, Set<E> asked, Set<String> missing) {
        if (abi >= from) return asked;
        asked.forEach(e -> missing.add(e + " (ABI " + from + ")"));
        return EnumSet.noneOf(type);
    }
}
