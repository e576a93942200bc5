package io.jlinux.spawn;

import io.jlinux.mount.Mount;
import io.jlinux.ns.NamedNamespaces;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceScope;
import io.jlinux.ns.NamespaceSockets;
import io.jlinux.ns.NamespaceTable;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.ns.NetworkPoolOptions;
import io.jlinux.ns.ProcessNamespaces;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a JVM can do that is root of a user namespace of its own, and has a mount namespace. Prints a line for each. */
final class OwnUserNamespaceMain {
    private OwnUserNamespaceMain() {}

    public static void main(String[] args) throws Exception {
        System.out.println("initial " + UserNamespaces.isInitial());
        if (args[1].equals("shared")) {
            noWayBack();
            Mounts.attach(Mount.tmpfs("/run"));
            named();
            call();
            return;
        }
        for (Namespace kind : List.of(
                Namespace.NET, Namespace.UTS, Namespace.IPC, Namespace.MOUNT, Namespace.CGROUP, Namespace.PID)) {
            System.out.println("scope " + kind + " " + scope(kind));
        }
        mounts(Path.of(args[0]));
        Mounts.attach(Mount.tmpfs("/run"));
        named();
        call();
        pool();
        process();
    }

    private static String link(Namespace kind) throws IOException {
        String name = kind == Namespace.PID ? "pid_for_children" : kind.procName();
        return Files.readSymbolicLink(Path.of("/proc/thread-self/ns", name)).toString();
    }

    private static boolean scope(Namespace kind) throws IOException {
        String before = link(kind);
        boolean other = true;
        try (NamespaceScope scope = Namespace.unshare(kind)) {
            // a pid namespace shows when it has a process
            if (scope != null && kind != Namespace.PID) other = !link(kind).equals(before);
        }
        return other && link(kind).equals(before);
    }

    /** The network is the host's. */
    private static void noWayBack() throws IOException {
        String before = link(Namespace.NET);
        try (NamespaceScope scope = Namespace.unshare(Namespace.NET)) {
            System.out.println("not refused " + scope);
        } catch (LinuxException e) {
            System.out.println(e.getMessage().replaceAll("\\d{5,}", "N").replaceAll(" Hint: .*", ""));
        }
        System.out.println("still there " + link(Namespace.NET).equals(before));
    }

    private static void mounts(Path directory) throws IOException {
        Mounts.attach(Mount.tmpfs(directory.toString()));
        Files.writeString(directory.resolve("file"), "of the tmpfs");
        System.out.println(
                "mounts " + Mounts.list().stream().anyMatch(m -> m.target().equals(directory.toString())));
        Mounts.detach(directory.toString());
        System.out.println("detached " + !Files.exists(directory.resolve("file")));
    }

    private static void named() throws IOException {
        NamedNamespaces networks = NamedNamespaces.networks();
        long id;
        try (NamespaceHandle blue = networks.add("blue")) {
            id = blue.id();
        }
        try (NamespaceHandle again = networks.open("blue")) {
            System.out.println("named " + networks.list() + " " + (again.id() == id) + " "
                    + NamespaceTable.read().find(again).isPresent());
        }
        networks.remove("blue");
        System.out.println("removed " + networks.list());
    }

    private static void call() throws IOException {
        try (NamespaceHandle net = Namespace.NET.create()) {
            long links = net.call(() -> {
                try (var lines = Files.lines(Path.of("/proc/thread-self/net/dev"))) {
                    return lines.filter(l -> l.contains(":")).count();
                }
            });
            // lo, and what the kernel's modules put into every namespace
            System.out.println("call " + (links >= 1));
        }
    }

    private static void pool() throws Exception {
        try (NetworkNamespacePool pool = NetworkNamespacePool.create(NetworkPoolOptions.ofSize(2));
                NamespaceHandle net = pool.take()) {
            NamespaceSockets inside = NamespaceSockets.of(net);
            try (ServerSocket server = inside.serverSocket();
                    Socket client = inside.socket()) {
                server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                client.connect(server.getLocalSocketAddress(), 10_000);
                try (Socket accepted = server.accept()) {
                    client.getOutputStream().write(42);
                    System.out.println("sockets " + accepted.getInputStream().read());
                }
            }
            System.out.println("pool "
                    + Run.text(Spawn.command("readlink", "/proc/self/ns/net").networkFrom(pool))
                            .startsWith("net:["));
        }
    }

    private static void process() throws Exception {
        try (LinuxProcess p = Spawn.command("sleep", "600")
                        .unshare(Namespace.NET, Namespace.UTS)
                        .hostname("box")
                        .start();
                PidFd fd = p.openPidFd();
                NamespaceScope scope = ProcessNamespaces.all(fd).enter()) {
            System.out.println("process " + (scope != null) + " "
                    + Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
        }
    }
}
