package io.jlinux.examples.rootless;

import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.mount.Rootfs;
import io.jlinux.net.Cidr;
import io.jlinux.net.rootless.RootlessAttachment;
import io.jlinux.net.rootless.RootlessException;
import io.jlinux.net.rootless.RootlessNetwork;
import io.jlinux.ns.Namespace;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A container of an ordinary user, with a network: by slirp4netns or pasta, whichever is installed. It asks a server that listens on
 * the host's 127.0.0.1 only; nothing else is needed outside.
 *
 * <p>The container waits for a line on its stdin, so that its program begins when the network is there.
 */
public final class RootlessContainer {
    private static final String PROGRAM = """
            read host port
            echo links in here: $(cut -d: -f1 /proc/net/dev | tail -n +3 | sort)
            exec 3<>/dev/tcp/$host/$port && cat <&3
            """;

    private RootlessContainer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Thread answers;
        try (ServerSocket server = new ServerSocket(0, 1, Cidr.address("127.0.0.1"))) {
            answers = new Thread(() -> answer(server));
            answers.start();
            run(RootlessNetwork.installed().allowHostLoopback(), server.getLocalPort());
        } catch (RootlessException e) {
            System.out.println(e.getMessage());
            return;
        }
        answers.join();
    }

    private static void run(RootlessNetwork network, int port) throws IOException, InterruptedException {
        Spawn container = Spawn.command("bash", "-c", PROGRAM)
                .unshare(Namespace.USER, Namespace.PID, Namespace.MOUNT, Namespace.UTS, Namespace.IPC, Namespace.NET)
                .rootfs(Rootfs.host())
                .mount(Mount.proc(), Mount.dev())
                .device(Device.DEFAULTS.toArray(new Device[0]))
                .stderr(Stdio.toStdout())
                .noNewPrivileges();
        try (LinuxProcess box = container.start();
                RootlessAttachment outside = network.attach(box)) {
            System.out.println("connected by " + outside.helper());
            String host = outside.hostLoopback().orElseThrow().getHostAddress();
            box.getOutputStream().write((host + " " + port + "\n").getBytes(StandardCharsets.UTF_8));
            box.getOutputStream().close();
            System.out.print(new String(box.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            System.out.println("the container ended with " + box.waitFor());
        }
    }

    private static void answer(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write("hello from the host\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // nobody came before it was closed
        }
    }
}
