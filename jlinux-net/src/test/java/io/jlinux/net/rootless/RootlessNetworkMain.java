package io.jlinux.net.rootless;

import io.jlinux.net.Cidr;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.ProcessNamespaces;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.RunLimits;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.PidFd;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What {@link RootlessNetworkTest} runs as an ordinary user: exits with 0 when all of it works. */
public final class RootlessNetworkMain {
    private static final InetAddress LOOPBACK = Cidr.address("127.0.0.1");
    private static final int PATIENCE = Boolean.getBoolean("jlinux.vm") ? 120_000 : 20_000;

    private RootlessNetworkMain() {}

    public static void main(String[] arguments) throws Exception {
        boolean slirp = arguments[0].equals("slirp4netns");
        if (arguments.length > 1) {
            hold(slirp);
            return;
        }
        try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            Thread answers = new Thread(() -> answer(server));
            answers.setDaemon(true);
            answers.start();
            toTheHost(slirp, server.getLocalPort());
            notToTheHost(slirp, server.getLocalPort());
        }
        forwards(slirp);
        if (slirp) forwardsWhileItRuns();
        settings(slirp);
        endsWithTheContainer(slirp);
        withoutAProcess(slirp);
        System.out.println("all of it works");
    }

    private static RootlessNetwork network(boolean slirp) {
        if (slirp) return RootlessNetwork.slirp4netns();
        return RootlessNetwork.pasta()
                .link("eth0")
                .address(Cidr.of("192.0.2.2/24"))
                .gateway(Cidr.address("192.0.2.1"));
    }

    private static LinuxProcess box() throws IOException {
        return Spawn.command("sleep", "1000")
                .unshare(Namespace.USER, Namespace.NET)
                .start();
    }

    private static void hold(boolean slirp) throws Exception {
        LinuxProcess box = Spawn.command("sleep", "1000")
                .unshare(Namespace.USER, Namespace.NET)
                .parentDeathSignal(io.jlinux.sys.Signal.KILL)
                .start();
        RootlessAttachment attachment = network(slirp).attach(box);
        System.out.println("helper " + attachment.helperPid());
        Thread.sleep(1_000_000);
    }

    private static void toTheHost(boolean slirp, int port) throws Exception {
        try (LinuxProcess box = box();
                RootlessAttachment a = network(slirp).allowHostLoopback().attach(box)) {
            check(a.isAlive(), "alive");
            InetAddress host = a.hostLoopback().orElseThrow();
            String said = get(box, host, port);
            check(said.equals("hello from the host"), "reaches the host: " + said);
            long helper = a.helperPid();
            a.close();
            check(!a.isAlive() && ProcessHandle.of(helper).isEmpty(), "ended by close");
            check(!run(box, "ip", "link").contains(a.link().orElseThrow()), "its link is gone");
        }
    }

    private static void notToTheHost(boolean slirp, int port) throws Exception {
        try (LinuxProcess box = box();
                RootlessAttachment a = network(slirp).attach(box)) {
            check(a.hostLoopback().isEmpty(), "unknown");
            String said = get(box, a.gateway().orElseThrow(), port);
            check(!said.contains("hello"), "does not reach the host unless allowed: " + said);
        }
    }

    private static void forwards(boolean slirp) throws Exception {
        int tcp = freePort();
        int udp = freeUdpPort();
        try (LinuxProcess box = box();
                RootlessAttachment a = network(slirp)
                        .forward(HostForward.tcp(tcp, 80).on(LOOPBACK))
                        .forward(HostForward.udp(udp, 53).on(LOOPBACK))
                        .attach(box);
                LinuxProcess server = serve(box, 80)) {
            check(a.forwards().size() == 2, "forwards");
            check(ask(tcp).equals("hello from the box"), "forwarded TCP: " + ask(tcp));
            check(datagrams(box, udp) > 0, "forwarded UDP");
            check(server.isAlive(), "server");
        }
    }

    /** Sends to the forwarded port, and looks at what the box has received. */
    private static long datagrams(LinuxProcess box, int port) throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE);
        while (System.nanoTime() < end) {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.setSoTimeout(100);
                byte[] bytes = {1};
                socket.send(new DatagramPacket(bytes, 1, new InetSocketAddress(LOOPBACK, port)));
                socket.receive(new DatagramPacket(new byte[10], 10));
            } catch (SocketTimeoutException e) {
                // nobody answers: nobody listens there
            }
            long seen = noPorts(box);
            if (seen > 0) return seen;
        }
        return 0;
    }

    /** How many datagrams came for a port on which nobody listens: it did arrive in the namespace then. */
    private static long noPorts(LinuxProcess box) throws Exception {
        List<String> udp = run(box, "cat", "/proc/self/net/snmp")
                .lines()
                .filter(l -> l.startsWith("Udp:"))
                .toList();
        int column = List.of(udp.get(0).split(" ")).indexOf("NoPorts");
        return Long.parseLong(udp.get(1).split(" ")[column]);
    }

    private static void forwardsWhileItRuns() throws Exception {
        int port = freePort();
        HostForward forward = HostForward.tcp(port, 8080).on(LOOPBACK);
        try (LinuxProcess box = box();
                RootlessAttachment a = RootlessNetwork.slirp4netns().attach(box);
                LinuxProcess server = serve(box, 8080)) {
            a.forward(forward);
            check(ask(port).equals("hello from the box"), "added");
            try {
                a.forward(HostForward.tcp(port, 81).on(LOOPBACK));
                check(false, "a taken port");
            } catch (RootlessException e) {
                check(e.getMessage().contains("cannot forward tcp 127.0.0.1:" + port), e.getMessage());
            }
            a.removeForward(forward);
            a.removeForward(forward);
            check(a.forwards().isEmpty() && server.isAlive(), "removed");
            try (ServerSocket again = new ServerSocket(port, 1, LOOPBACK)) {
                check(again.isBound(), "the port is free again");
            }
        }
        try (LinuxProcess box = box();
                ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
            HostForward impossible = HostForward.tcp(taken.getLocalPort(), 80).on(LOOPBACK);
            RootlessNetwork.slirp4netns().forward(impossible).attach(box).close();
            check(false, "a port that was taken before");
        } catch (RootlessException e) {
            check(e.getMessage().contains("another program may listen"), e.getMessage());
        }
    }

    private static void settings(boolean slirp) throws Exception {
        RootlessNetwork network = slirp
                ? RootlessNetwork.slirp4netns()
                        .cidr(Cidr.of("10.9.3.0/24"))
                        .mtu(1400)
                        .link("box0")
                        .ipv6(true)
                : RootlessNetwork.pasta()
                        .address(Cidr.of("10.9.3.100/24"))
                        .gateway(Cidr.address("10.9.3.2"))
                        .families(Pasta.Families.IPV4)
                        .mtu(1400)
                        .link("box0");
        try (LinuxProcess box = box();
                RootlessAttachment a = network.attach(box)) {
            String links = run(box, "ip", "addr");
            check(links.contains("box0") && links.contains("10.9.3.100/24"), links);
            check(links.contains("mtu 1400") || !slirp, links);
            if (slirp) awaitIpv6(box);
            check(run(box, "ip", "route").contains("via 10.9.3.2"), run(box, "ip", "route"));
            check(a.address().orElseThrow().equals(Cidr.of("10.9.3.100/24")), "address");
        }
    }

    /** It comes by a router advertisement. */
    private static void awaitIpv6(LinuxProcess box) throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE);
        while (!run(box, "ip", "addr").contains("inet6 fd00")) {
            check(System.nanoTime() < end, "no IPv6: " + run(box, "ip", "addr"));
            Thread.sleep(50);
        }
    }

    private static void endsWithTheContainer(boolean slirp) throws Exception {
        RootlessAttachment a;
        try (LinuxProcess box = box()) {
            a = network(slirp).attach(box);
        }
        a.onExit().get(PATIENCE, TimeUnit.MILLISECONDS);
        check(!a.isAlive(), "ended with its container");
        a.close();
    }

    private static void withoutAProcess(boolean slirp) throws Exception {
        try (LinuxProcess box = box();
                NamespaceHandle net = box.namespace(Namespace.NET);
                RootlessAttachment a = network(slirp).attach(net)) {
            String link = a.link().orElseThrow();
            check(run(box, "ip", "addr").contains(link), "by its namespace");
        }
    }

    // ---- in the box

    private static String run(LinuxProcess box, String... busybox) throws Exception {
        try (LinuxProcess p = start(box, busybox)) {
            return new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static LinuxProcess start(LinuxProcess box, String... busybox) throws Exception {
        String[] command = new String[busybox.length + 1];
        command[0] = "busybox";
        System.arraycopy(busybox, 0, command, 1, busybox.length);
        try (PidFd pidFd = box.openPidFd()) {
            return Spawn.command(command)
                    .join(ProcessNamespaces.of(pidFd, Namespace.USER, Namespace.NET))
                    .limits(RunLimits.NONE.wallClock(Duration.ofMillis(PATIENCE)))
                    .stderr(Stdio.toStdout())
                    .start();
        }
    }

    /** The first line only, with stdin open: pasta of 2023 loses the end of a connection that is half closed early. */
    private static String get(LinuxProcess box, InetAddress host, int port) throws Exception {
        try (LinuxProcess p = start(box, "nc", "-w", "3", host.getHostAddress(), Integer.toString(port));
                BufferedReader out = p.inputReader()) {
            return String.valueOf(out.readLine());
        }
    }

    private static LinuxProcess serve(LinuxProcess box, int port) throws Exception {
        try (PidFd pidFd = box.openPidFd()) {
            return Spawn.command(
                            "busybox", "nc", "-ll", "-p", Integer.toString(port), "-e", "echo", "hello from the box")
                    .join(ProcessNamespaces.of(pidFd, Namespace.USER, Namespace.NET))
                    .stdin(Stdio.devNull())
                    .stdout(Stdio.devNull())
                    .stderr(Stdio.inherit())
                    .start();
        }
    }

    // ---- on the host

    private static void answer(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.getOutputStream().write("hello from the host\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // closed
            }
        }
    }

    /** What is at a port of the host; the server in the box may not listen yet. */
    private static String ask(int port) throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE);
        String last = "";
        while (System.nanoTime() < end) {
            try (Socket socket = new Socket(LOOPBACK, port)) {
                socket.setSoTimeout(PATIENCE);
                last = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                if (!last.isEmpty()) return last;
            } catch (IOException e) {
                last = e.toString();
            }
            Thread.sleep(20);
        }
        return last;
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, LOOPBACK)) {
            return any.getLocalPort();
        }
    }

    private static int freeUdpPort() throws IOException {
        try (DatagramSocket any = new DatagramSocket(0, LOOPBACK)) {
            return any.getLocalPort();
        }
    }

    private static void check(boolean good, String what) {
        if (!good) throw new IllegalStateException(what);
    }
}
