package io.jlinux.spawn;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceSockets;
import io.jlinux.sys.Fd;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.io.File;
import java.util.Objects;

/** A JVM whose very first sockets are of another network namespace; prints how many it keeps there when they are closed. */
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
}
