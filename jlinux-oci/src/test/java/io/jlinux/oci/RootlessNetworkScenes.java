package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.net.Cidr;
import io.jlinux.net.container.AttachOptions;
import io.jlinux.net.container.Attachment;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.net.container.ForwardedPort;
import io.jlinux.net.rootless.HostForward;
import io.jlinux.net.rootless.Pasta;
import io.jlinux.net.rootless.RootlessAttachment;
import io.jlinux.net.rootless.RootlessException;
import io.jlinux.net.rootless.RootlessNetwork;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.spawn.SpawnException;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.HostState;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What containers do on a network of slirp4netns or pasta, whoever runs them; the host has a loopback. */
final class RootlessNetworkScenes {
    private static final InetAddress LOOPBACK = Cidr.address("127.0.0.1");
    private static final int PATIENCE = Boolean.getBoolean("jlinux.vm") ? 60_000 : 20_000;

    private final RootlessNetwork network;
    private final OciBundle bundle;
    private final OciRuntime runtime;

    /**
     * Scenes of containers.
     *
     * @param directory of a {@link BusyboxBundle}, and for the state of containers
     */
    RootlessNetworkScenes(RootlessNetwork network, OciBundle bundle, Path directory) {
        this.network = network;
        this.bundle = bundle;
        this.runtime = OciRuntime.at(directory.resolve("state"));
    }

    /** By its name; pasta is told all that it would copy from a host. */
    static RootlessNetwork network(String helper) {
        if (helper.equals("slirp4netns")) return RootlessNetwork.slirp4netns();
        return RootlessNetwork.pasta()
                .address(Cidr.of("192.0.2.2/24"))
                .gateway(Cidr.address("192.0.2.1"))
                .dns(Cidr.address("192.0.2.3"));
    }

    void all() throws Exception {
        reachesTheHost();
        aForwardedPortLeadsIntoIt();
        aLifeOfItsOwn();
        withoutItsHelperItDoesNotBegin();
        whatFailsLeavesNothing();
    }

    /** Its gateway is the host's loopback, where that is allowed; its files say who answers for names. */
    void reachesTheHost() throws Exception {
        boolean pasta = network instanceof Pasta;
        String gateway = pasta ? "192.0.2.1" : "10.0.2.2";
        try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            Thread answers = new Thread(() -> answer(server));
            answers.setDaemon(true);
            answers.start();
            String script =
                    "grep ^nameserver /etc/resolv.conf; grep box /etc/hosts; ip -4 addr show eth0 | grep -c inet;"
                            + " exec nc -w 3 " + gateway + " " + server.getLocalPort();
            OciBundle asks = bundle.hostname("box").command("sh", "-c", script);
            List<String> before = List.of(
                    pasta ? "nameserver 192.0.2.3" : "nameserver 10.0.2.3",
                    pasta ? "192.0.2.2\tbox" : "10.0.2.100\tbox",
                    "1");
            assertThat(said(asks.network(network.allowHostLoopback()), 4))
                    .startsWith(before.toArray(new String[0]))
                    .endsWith("hello from the host");
            assertThat(said(asks.network(network), 4)).isEqualTo(before);
        }
    }

    /** Its first lines; its stdin stays open, since pasta of 2023 loses the end of a connection that is half closed early. */
    private static List<String> said(OciBundle bundle, int most) throws IOException {
        try (OciContainer c = bundle.start(ContainerIo.pipes());
                BufferedReader out = c.process().inputReader()) {
            return out.lines().limit(most).toList();
        }
    }

    void aForwardedPortLeadsIntoIt() throws Exception {
        int port = freePort();
        OciBundle web =
                serving(80).network(network.forward(HostForward.tcp(port, 80).on(LOOPBACK)));
        long pid;
        try (OciContainer c = web.start(ContainerIo.none())) {
            assertThat(ask(port)).isEqualTo("hello from the container");
            Attachment a = c.attachment().orElseThrow();
            assertThat(a.info().forwards())
                    .containsExactly(ForwardedPort.tcp(port, 80).at(LOOPBACK));
            pid = a.helper().orElseThrow().helperPid();
            assertThat(ProcessHandle.of(pid)).isPresent();
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertIsFree(port);
    }

    private OciBundle serving(int port) {
        return bundle.command(
                "nc", "-ll", "-p", Integer.toString(port), "-e", "/bin/busybox", "echo", "hello from the container");
    }

    /** Created, it is connected, and started it is reached; its helper ends with it, whoever deletes it, and cannot be given away. */
    void aLifeOfItsOwn() throws Exception {
        String id = BusyboxBundle.id();
        int port = freePort();
        AttachOptions options = AttachOptions.of("web")
                .interfaceName("net7")
                .forward(ForwardedPort.tcp(port, 8080).at(LOOPBACK));
        try (ContainerNetwork owned = ContainerNetwork.rootless(network)) {
            OciBundle web = serving(8080).network(owned, options);
            try (OciContainer c = runtime.create(id, web, ContainerOptions.of(ContainerIo.none()))) {
                Attachment a = c.attachment().orElseThrow();
                assertThat(a.info().interfaceName()).hasValue("net7");
                assertThatThrownBy(c::detach)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContainingAll("web", owned.name(), "ends with this JVM");
                assertThat(a.isAttached()).isTrue();
                c.start();
                assertThat(ask(port)).isEqualTo("hello from the container");
                runtime.kill(id, Signal.KILL);
                c.waitFor();
                a.helper().orElseThrow().onExit().get(PATIENCE, TimeUnit.MILLISECONDS);
                runtime.delete(id);
            }
            assertThat(owned.attachments()).isEmpty();
        }
        assertThat(runtime.ids()).isEmpty();
        assertIsFree(port);
    }

    /** As when the JVM that made it was killed. */
    void withoutItsHelperItDoesNotBegin() throws Exception {
        OciBundle sleeps = bundle.network(network).command("sleep", "1000");
        try (OciContainer c = runtime.create(BusyboxBundle.id(), sleeps, ContainerOptions.of(ContainerIo.none()))) {
            RootlessAttachment helper = c.attachment().orElseThrow().helper().orElseThrow();
            ProcessHandle.of(helper.helperPid()).orElseThrow().destroyForcibly();
            helper.onExit().get(PATIENCE, TimeUnit.MILLISECONDS);
            assertThatThrownBy(c::start)
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContainingAll("ESRCH", c.id(), "pid " + helper.helperPid() + ", has ended");
            assertThat(runtime.ids()).isEmpty();
        }
    }

    void whatFailsLeavesNothing() throws Exception {
        HostState before = HostState.capture();
        try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
            HostForward impossible = HostForward.tcp(taken.getLocalPort(), 80).on(LOOPBACK);
            fails(
                    bundle.network(network.forward(impossible)),
                    RootlessException.class,
                    network instanceof Pasta ? "pasta: " : "cannot forward tcp 127.0.0.1:" + taken.getLocalPort());
        }
        RootlessNetwork missing = network instanceof Pasta p
                ? p.program("/nonexistent/pasta")
                : RootlessNetwork.slirp4netns().program("/nonexistent/slirp4netns");
        fails(bundle.network(missing), RootlessException.class, "is not installed");
        fails(
                bundle.network(network).edit(c -> c.withoutNamespace(Namespace.NET)),
                OciConfigException.class,
                "nothing to attach");
        fails(bundle.network(network).command("/no/such"), SpawnException.class, "/no/such");
        before.assertNothingLeftBehind();
    }

    /** As what is run at once, and as what is created. */
    private void fails(OciBundle broken, Class<? extends Exception> with, String message) throws Exception {
        OciBundle b = broken.config().process().orElseThrow().args().isEmpty() ? broken.command("true") : broken;
        assertThatThrownBy(() -> b.start(ContainerIo.none()).close())
                .isInstanceOf(with)
                .hasMessageContaining(message);
        assertThatThrownBy(() -> {
                    try (OciContainer c =
                            runtime.create(BusyboxBundle.id(), b, ContainerOptions.of(ContainerIo.none()))) {
                        c.start();
                    }
                })
                .hasMessageContaining(message);
        assertThat(runtime.ids()).isEmpty();
        assertThat(HostState.children()).isEmpty();
    }

    /** Starts one that goes on, and tells the pid of its helper. */
    long hold(String id) throws Exception {
        OciBundle sleeps = bundle.network(network).command("sleep", "1000");
        OciContainer c = runtime.start(id, sleeps, ContainerOptions.of(ContainerIo.none()));
        RootlessAttachment helper = c.attachment().orElseThrow().helper().orElseThrow();
        return helper.helperPid();
    }

    private static void answer(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.getOutputStream().write("hello from the host\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // closed
            }
        }
    }

    /** What is at a port of the host; the server in the container may not listen yet. */
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

    private static void assertIsFree(int port) throws IOException {
        try (ServerSocket again = new ServerSocket(port, 1, LOOPBACK)) {
            assertThat(again.isBound()).isTrue();
        }
    }
}
