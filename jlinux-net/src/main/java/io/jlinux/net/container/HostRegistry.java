package io.jlinux.net.container;

import io.jlinux.net.Network;
import io.jlinux.net.state.Boot;
import io.jlinux.net.state.DirectoryLock;
import io.jlinux.net.state.TextFile;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.DirectoryEntries;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.ProcessIdentity;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * What the processes that have networks in one namespace tell each other: who uses which, and what has to be taken back when the
 * last of them goes.
 *
 * <pre>
 *   ROOT/                          0700; its flock is the lock of all this
 *     NAMESPACE/                   the inode number of the namespace
 *       boot                       id=…, cookie=…: what is of another boot, or another namespace of that number, is thrown away
 *       users/PID.START.N          network=jl0, wants=…: one for each ContainerNetwork; those of ended processes do not count
 *       changed/KEY                before=0: a sysctl that was changed
 *       networks/jl0/bridge        index=7, made=true, added=
 *       networks/jl0/ipv4/         leases, see Ipam
 * </pre>
 *
 * <p>All but {@code lock} needs the lock.
 */
final class HostRegistry {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final String NETWORK = "network";
    private static final String WANTS = "wants";
    private static final String COOKIE = "cookie";

    private final Path root;
    private final Path directory;
    private final Map<String, String> world;

    private HostRegistry(Path root, Path directory, Map<String, String> world) {
        this.root = root;
        this.directory = directory;
        this.world = world;
    }

    static HostRegistry of(Optional<Path> given, NamespaceHandle host) throws IOException {
        Path root = given.isPresent() ? StateDirectory.make(given.get()) : StateDirectory.makeStandard();
        return new HostRegistry(root, root.resolve(Long.toString(host.id())), world(host));
    }

    /** What the directory's inode number is of: it means another namespace in another boot, and after this one has ended. */
    private static Map<String, String> world(NamespaceHandle host) throws LinuxException {
        Map<String, String> world = new LinkedHashMap<>();
        world.put("id", Boot.current().id());
        try (Network network = Network.in(host)) {
            network.cookie().ifPresent(c -> world.put(COOKIE, Long.toUnsignedString(c)));
        }
        return world;
    }

    /** The directory of all namespaces. */
    Path root() {
        return root;
    }

    DirectoryLock lock() throws LinuxException {
        return DirectoryLock.take(root);
    }

    Path network(String name) {
        return directory.resolve("networks").resolve(name);
    }

    private Path users() {
        return directory.resolve("users");
    }

    /** Makes the directories, and throws away what is of another boot, or another namespace; returns this. */
    HostRegistry prepare() throws IOException {
        Optional<Map<String, String>> before = TextFile.read(directory.resolve("boot"));
        if (before.isPresent() && isOfAnother(before.get())) deleteAll(directory);
        TextFile.makeDirectory(users());
        TextFile.makeDirectory(directory.resolve("changed"));
        TextFile.write(directory.resolve("boot"), world);
        return this;
    }

    /** What one side does not say is no difference. */
    private boolean isOfAnother(Map<String, String> before) {
        return !Objects.equals(before.get("id"), world.get("id"))
                || (before.containsKey(COOKIE)
                        && world.containsKey(COOKIE)
                        && !Objects.equals(before.get(COOKIE), world.get(COOKIE)));
    }

    /** Writes down that this process uses a network, and what it wants of that which it shares with others. */
    Path enter(String network, String wants) throws IOException {
        ProcessIdentity self = ProcessIdentity.current();
        Path user = users().resolve(self.pid() + "." + self.startTime() + "." + NUMBERS.incrementAndGet());
        TextFile.write(user, Map.of(NETWORK, network, WANTS, wants));
        return user;
    }

    /** Takes that back. */
    void leave(Path user) throws IOException {
        Files.deleteIfExists(user);
    }

    /** Whether another than {@code self} uses the network, or any where it is empty. Forgets users that have ended. */
    boolean hasOthers(Path self, Optional<String> network) throws IOException {
        boolean others = false;
        try {
            for (Path file : DirectoryEntries.of(users())) {
                if (!TextFile.isWhole(file) || file.equals(self)) continue;
                if (!isAlive(file)) {
                    Files.deleteIfExists(file);
                    continue;
                }
                Optional<String> used = TextFile.read(file).map(v -> v.get(NETWORK));
                others |= network.isEmpty() || used.equals(network);
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        return others;
    }

    /** What the users of a network want of it, of processes that are alive. */
    List<String> wanted(String network) throws IOException {
        List<String> wanted = new ArrayList<>();
        for (Path file : entries(users())) {
            if (!isAlive(file)) continue;
            TextFile.read(file)
                    .filter(v -> network.equals(v.get(NETWORK)))
                    .map(v -> v.get(WANTS))
                    .ifPresent(wanted::add);
        }
        return wanted;
    }

    /** What a user that is nobody is compared with. */
    Path nobody() {
        return users().resolve("0.0.0");
    }

    /** Whether a process that is alive uses a network. */
    boolean isUsed(String network) throws IOException {
        return hasOthers(nobody(), Optional.of(network));
    }

    /** Forgets users that have ended; returns what they used. */
    Set<String> forgetDeadUsers() throws IOException {
        Set<String> used = new LinkedHashSet<>();
        for (Path file : entries(users())) {
            if (isAlive(file)) continue;
            TextFile.read(file).map(v -> v.get(NETWORK)).ifPresent(used::add);
            Files.deleteIfExists(file);
        }
        return used;
    }

    /** The names of the networks of which something is written down. */
    Set<String> networks() throws IOException {
        Set<String> names = new LinkedHashSet<>();
        for (Path network : entries(directory.resolve("networks"))) names.add(String.valueOf(network.getFileName()));
        return names;
    }

    /** The directories of leases of a network. */
    List<Path> pools(String network) {
        return Stream.of("ipv4", "ipv6")
                .map(network(network)::resolve)
                .filter(Files::isDirectory)
                .toList();
    }

    private static List<Path> entries(Path directory) throws IOException {
        try {
            return DirectoryEntries.of(directory).stream()
                    .filter(TextFile::isWhole)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Whether what is written down here is of this boot and this namespace. */
    boolean isOfThisWorld() throws IOException {
        Optional<Map<String, String>> before = TextFile.read(directory.resolve("boot"));
        return before.isPresent() && !isOfAnother(before.get());
    }

    private static boolean isAlive(Path user) throws LinuxException {
        String[] parts = String.valueOf(user.getFileName()).split("\\.");
        try {
            return new ProcessIdentity(Long.parseLong(parts[0]), Long.parseLong(parts[1])).isAlive();
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }

    private Path changed(String key) {
        return directory.resolve("changed").resolve(key.replace('/', '.'));
    }

    /** Writes down what a setting was, before it is changed. */
    void remember(String key, String before) throws IOException {
        TextFile.write(changed(key), Map.of("before", before));
    }

    /** What a setting was before one of us changed it. */
    Optional<String> remembered(String key) throws IOException {
        return TextFile.read(changed(key)).map(v -> v.get("before"));
    }

    void forget(String key) throws IOException {
        Files.deleteIfExists(changed(key));
    }

    /** What is known of a bridge that one of us made, or added addresses to. */
    Optional<BridgeMark> bridge(String network) throws IOException {
        return TextFile.read(network(network).resolve("bridge")).flatMap(BridgeMark::read);
    }

    /** Whether anything is known of any bridge. */
    boolean hasBridges() throws IOException {
        for (String network : networks()) {
            if (bridge(network).isPresent()) return true;
        }
        return false;
    }

    void bridge(String network, BridgeMark mark) throws IOException {
        TextFile.makeDirectory(network(network));
        TextFile.write(network(network).resolve("bridge"), mark.write());
    }

    void forgetBridge(String network) throws IOException {
        Files.deleteIfExists(network(network).resolve("bridge"));
    }

    /** Removes what is left of a network without users and leases, and of a namespace without networks. */
    void tidy(String network) throws IOException {
        if (!isUsed(network)) {
            for (Path leases : pools(network)) removeUnleased(leases);
        }
        removeIfEmpty(network(network));
        removeIfEmpty(directory.resolve("networks"));
        removeIfEmpty(users());
        removeIfEmpty(directory.resolve("changed"));
        boolean rest = Stream.of("networks", "users", "changed").anyMatch(n -> Files.exists(directory.resolve(n)));
        if (!rest) deleteAll(directory);
    }

    /** Under its own lock: a lease may be about to end, or to be given to another owner. */
    private static void removeUnleased(Path leases) throws IOException {
        try (DirectoryLock lock = DirectoryLock.take(leases)) {
            if (isUnleased(leases)) deleteAll(leases);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) throw e; // gone already
        }
    }

    private static boolean isUnleased(Path leases) throws IOException {
        return DirectoryEntries.of(leases).stream()
                .filter(TextFile::isWhole)
                .map(f -> String.valueOf(f.getFileName()))
                .allMatch(n -> n.equals("pool") || n.equals("last"));
    }

    private static void removeIfEmpty(Path path) throws IOException {
        try {
            Files.deleteIfExists(path.resolve(".new"));
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException e) {
            // another's
        }
    }

    private static void deleteAll(Path path) throws IOException {
        try {
            for (Path entry : DirectoryEntries.of(path)) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) deleteAll(entry);
                else Files.deleteIfExists(entry);
            }
            Files.deleteIfExists(path);
        } catch (NoSuchFileException e) {
            // gone already
        }
    }
}
