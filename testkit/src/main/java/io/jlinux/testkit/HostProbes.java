package io.jlinux.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the lists that {@link HostState} compares. */
final class HostProbes {
    /** Opened by the JVM itself, or by libffi below JNA, whenever they like. */
    private static final Pattern OF_THE_JVM = Pattern.compile(
            ".*(\\.jar|\\.class|\\.so|/modules|/u?random|/\\.hotspotrc)|.*/hsperfdata_.*|.*surefire.*|/proc/.*"
                    + "|/sys/fs/cgroup(/(?!.*jlinux).*)?|.*/ffi\\w+ \\(deleted\\)|/memfd:libffi.*");

    /**
     * Kept for the life of a JVM by code under test: the reaper's epoll and two timers, the epoll of captured output, the epoll
     * and inotify of cgroup events, the images of stub and init, a bounded pool of eventfds, /dev/null.
     */
    private static final Map<Pattern, Integer> KEPT = Map.of(
            Pattern.compile("anon_inode:\\[?(eventpoll|timerfd)]?|/memfd:.*"), 7,
            Pattern.compile("anon_inode:\\[?inotify]?"), 1,
            Pattern.compile("anon_inode:\\[?eventfd]?"), 20,
            Pattern.compile("/dev/null"), 1);

    /** What was open before the first look: the standard streams, and a null device that JUnit's console launcher keeps. */
    private static final List<String> OPEN_BEFORE;

    static {
        // the JDK keeps a socket from its first use of a file channel on, newer ones another from that of a socket's
        try (FileChannel channel = FileChannel.open(Path.of("/dev/null"));
                SocketChannel socket = SocketChannel.open()) {
            channel.position();
            socket.isBlocking();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        OPEN_BEFORE = openDescriptors();
    }

    private HostProbes() {}

    /** Empty where the kernel is at least of this version. */
    static Optional<String> kernelOf(int major, int minor) {
        String release = System.getProperty("os.version", "");
        String[] numbers = release.split("[^0-9]+", 3);
        int version = numbers.length < 2 ? 0 : Integer.parseInt(numbers[0]) * 1000 + Integer.parseInt(numbers[1]);
        if (version >= major * 1000 + minor) return Optional.empty();
        return Optional.of("the kernel is " + release + ", not " + major + "." + minor + " or later");
    }

    static Optional<String> systemd() {
        if (!Files.isDirectory(Path.of("/run/systemd/system"))) return Optional.of("systemd is not process 1");
        if (!Files.exists(Path.of("/run/dbus/system_bus_socket"))) return Optional.of("no D-Bus of the system");
        if (Requirement.ROOT.isMet()) return Optional.empty();
        String runtime = System.getenv().getOrDefault("XDG_RUNTIME_DIR", "/nonexistent");
        boolean own = Files.isDirectory(Path.of(runtime, "systemd")) && Files.exists(Path.of(runtime, "bus"));
        return own ? Optional.empty() : Optional.of("this user has no systemd of its own in " + runtime);
    }

    static List<String> descriptors() {
        List<String> found = openDescriptors();
        OPEN_BEFORE.forEach(found::remove);
        return found.stream()
                .filter(t -> Collections.frequency(found, t) > kept(t))
                .toList();
    }

    private static List<String> openDescriptors() {
        List<String> found = new ArrayList<>();
        for (Path fd : list(Path.of("/proc/self/fd"))) {
            String target = readLink(fd).orElse("");
            if (target.isEmpty() || OF_THE_JVM.matcher(target).matches()) continue;
            found.add(target.replaceAll("^(pipe|socket):.*", "$1"));
        }
        return found;
    }

    private static int kept(String target) {
        return KEPT.entrySet().stream()
                .filter(e -> e.getKey().matcher(target).matches())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    static List<String> children() {
        List<String> found = new ArrayList<>();
        String self = Long.toString(ProcessHandle.current().pid());
        for (String pid : possibleChildren()) {
            // pid (name) state ppid ...; the name may hold anything
            String stat = String.join("", UserProbes.lines("/proc/" + pid + "/stat"));
            int end = stat.lastIndexOf(')');
            if (end < 0) continue;
            String[] rest = stat.substring(end + 2).split(" ", 3);
            if (rest[1].equals(self)) found.add(stat.substring(0, end + 1) + (rest[0].equals("Z") ? " zombie" : ""));
        }
        return found;
    }

    /** Of the threads' own lists, where the kernel has them (CONFIG_PROC_CHILDREN); else every process there is. */
    private static List<String> possibleChildren() {
        if (Files.exists(Path.of("/proc/thread-self/children"))) {
            return list(Path.of("/proc/self/task")).stream()
                    .flatMap(thread -> UserProbes.lines(thread + "/children").stream())
                    .flatMap(line -> Stream.of(line.split(" ")))
                    .toList();
        }
        return list(Path.of("/proc")).stream()
                .map(process -> process.getFileName().toString())
                .filter(name -> Character.isDigit(name.charAt(0)))
                .toList();
    }

    static List<String> namespaces() {
        return list(Path.of("/proc/thread-self/ns")).stream()
                .map(ns -> readLink(ns).orElse(""))
                .toList();
    }

    static List<String> mounts() {
        return UserProbes.lines("/proc/thread-self/mountinfo").stream()
                .map(line -> {
                    String[] f = line.split(" ");
                    return f[3] + " on " + f[4] + " (" + line.split(" - ", 2)[1].split(" ")[0] + ")";
                })
                .toList();
    }

    static List<String> cgroups() {
        try (Stream<Path> tree = Files.find(Path.of("/sys/fs/cgroup"), 8, (p, a) -> a.isDirectory())) {
            return tree.map(Path::toString)
                    .filter(p -> p.contains("jlinux") && !p.contains("jlinux-benchmark"))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            // A directory went away while it was read, or may not be read: the next look tells.
            return List.of();
        }
    }

    static List<String> links() {
        return UserProbes.lines("/proc/thread-self/net/dev").stream()
                .skip(2)
                .map(line -> line.substring(0, line.indexOf(':')).strip())
                .toList();
    }

    /** Whether another JVM, neither this one nor an ancestor, runs tests on this machine right now. */
    static boolean othersTestHere() {
        List<Long> own = Stream.iterate(
                        Optional.of(ProcessHandle.current()),
                        Optional::isPresent,
                        p -> p.get().parent())
                .map(p -> p.orElseThrow().pid())
                .toList();
        return list(Path.of("/proc")).stream()
                .filter(p -> p.getFileName().toString().matches("\\d+"))
                .filter(p -> !own.contains(Long.parseLong(p.getFileName().toString())))
                .anyMatch(p -> UserProbes.lines(p + "/cmdline").stream()
                        .anyMatch(l -> l.contains("surefirebooter") || l.contains(Suite.class.getName())));
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private static Optional<String> readLink(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<String> tun() {
        try (FileChannel tun =
                FileChannel.open(Path.of("/dev/net/tun"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return tun.isOpen() ? Optional.empty() : Optional.of("/dev/net/tun is closed");
        } catch (IOException e) {
            return Optional.of("/dev/net/tun cannot be opened: " + e);
        }
    }

    static Optional<String> appArmor() {
        try {
            Path enabled = Path.of("/sys/module/apparmor/parameters/enabled");
            if (!Files.exists(enabled) || !Files.readString(enabled).startsWith("Y")) return Optional.of("no AppArmor");
        } catch (IOException e) {
            return Optional.of("no AppArmor: " + e.getMessage());
        }
        return ToolProbes.runs("apparmor_parser", "--version");
    }

    static Optional<String> selinux() {
        Path known = Path.of("/sys/fs/selinux/context");
        if (!Files.exists(known)) return Optional.of("no SELinux");
        try {
            Files.writeString(known, "jlinux_u:jlinux_r:container_t", StandardOpenOption.WRITE);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("its policy is not the tests'");
        }
    }

    static Optional<String> landlock() {
        try {
            return Kernel.landlockAbi() > 0 ? Optional.empty() : Optional.of("no Landlock");
        } catch (IOException e) {
            return Optional.of("no Landlock: " + e.getMessage());
        }
    }
}
