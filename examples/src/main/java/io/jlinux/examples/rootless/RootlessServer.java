package io.jlinux.examples.rootless;

import io.jlinux.net.container.Attachment;
import io.jlinux.net.rootless.HostForward;
import io.jlinux.net.rootless.RootlessException;
import io.jlinux.net.rootless.RootlessNetwork;
import io.jlinux.oci.ContainerIo;
import io.jlinux.oci.OciBundle;
import io.jlinux.oci.OciContainer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A server in a container of an ordinary user, reached at a port of the host's 127.0.0.1: {@code RootlessServer ROOTFS}, a directory with
 * busybox. Its network is slirp4netns or pasta, whichever is installed, and goes with the container.
 */
public final class RootlessServer {
    private static final int TRIES = 600;

    private RootlessServer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int port = freePort();
        OciBundle server = OciBundle.ofRootfs(Path.of(args[0]))
                .hostname("server")
                .command("nc", "-ll", "-p", "80", "-e", "hostname");
        try (OciContainer container = server.network(RootlessNetwork.installed()
                        .forward(HostForward.tcp(port, 80).on("127.0.0.1")))
                .start(ContainerIo.none())) {
            Attachment network = container.attachment().orElseThrow();
            System.out.println("connected by " + network.helper().orElseThrow().helper());
            System.out.println(
                    "the port leads to " + network.info().forwards().get(0).containerPort());
            System.out.println("it answers: " + ask(port));
            System.out.print("names are asked of: " + network.files().resolvConf());
        } catch (RootlessException e) {
            System.out.println(e.getMessage());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    /** The network was there before the program began, which takes a moment to listen. */
    private static String ask(int port) throws IOException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                String said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (!said.isEmpty()) return said.strip();
            } catch (IOException e) {
                if (i == TRIES - 1) throw e;
            }
            Thread.sleep(50);
        }
        return "nothing";
    }
}
