package io.jlinux.spawn;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceSockets;
import io.jlinux.ns.NamespaceTable;
import io.jlinux.sys.Fd;
import io.jlinux.sys.Signal;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.io.File;
import java.util.Objects;

/** A JVM whose very first sockets are of another network namespace; prints how many sockets and threads it keeps there. */
final class SocketsMain {
    private static final int SIOCGSKNS = 0x894c;

    private SocketsMain() {}

    public static void main(String[] args) throws Exception {
        int kept = 0;
        try (NamespaceHandle net = Namespace.NET.create()) {
            NamespaceSockets inside = NamespaceSockets.of(net);
            inside.socketChannel().close();
            inside.serverSocketChannel().close();
            inside.datagramChannel().close();
            inside.socket().close();
            inside.serverSocket().close();
            inside.datagramSocket().close();
            net.call(() -> {
                // the shared threads of this library are started in there, and must not stay
                try (LinuxProcess child =
                        Spawn.command("true").parentDeathSignal(Signal.KILL).start()) {
                    child.onExit().thenRun(() -> {}).join();
                }
                return null;
            });
            // a thread that has ended in Java is still about to end in the kernel
            for (int i = 0; i < 200 && threads(net) > 0; i++) Thread.sleep(10);
            kept += threads(net);
            for (String name : Objects.requireNonNull(new File("/proc/self/fd").list())) {
                long ns = RawSyscall.call(Syscall.IOCTL, Integer.parseInt(name), SIOCGSKNS);
                if (RawSyscall.failed(ns)) continue;
                try (NamespaceHandle its = NamespaceHandle.adopt(Namespace.NET, Fd.adopt((int) ns, name))) {
                    if (its.sameAs(net)) kept++;
                }
            }
        }
        System.out.println("kept: " + kept);
    }

    private static int threads(NamespaceHandle net) {
        return NamespaceTable.readThreads()
                .find(net)
                .map(i -> i.threads().size())
                .orElse(0);
    }
}
