package io.jlinux.net.rootless;

import io.jlinux.sys.Fd;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * slirp4netns's API socket: one request and one answer a connection, both JSON of a form that a pattern reads.
 *
 * <p>The socket is held by an O_PATH descriptor, and reached through /proc/self/fd; in the file system it has no name any more.
 */
final class SlirpApi implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\\d+)");
    private static final Pattern ERROR = Pattern.compile("\"desc\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final long PATIENCE_MILLIS = 10_000;
    private static final int MAX_ANSWER = 1 << 16;

    private final Fd socket;

    SlirpApi(Fd socket) {
        this.socket = socket;
    }

    /** Asks for a forward; its number. */
    int add(HostForward forward) throws IOException {
        String host = forward.hostAddress()
                .map(a -> "\"host_addr\":\"" + a.getHostAddress() + "\",")
                .orElse("");
        String answer = ask("{\"execute\":\"add_hostfwd\",\"arguments\":{\"proto\":\""
                + (forward.isTcp() ? "tcp" : "udp") + "\"," + host + "\"host_port\":" + forward.hostPort()
                + ",\"guest_port\":" + forward.guestPort() + "}}");
        Matcher id = ID.matcher(answer);
        if (answer.contains("\"error\"") || !id.find()) {
            String hint = forward.hostPort() < 1024
                    ? "an ordinary user may not listen below net.ipv4.ip_unprivileged_port_start, 1024 as a rule"
                    : "another program may listen there already";
            throw new RootlessException(Slirp4netns.NAME, "cannot forward " + forward, problem(answer), hint, null);
        }
        return Integer.parseInt(id.group(1));
    }

    void remove(int id) throws IOException {
        String answer = ask("{\"execute\":\"remove_hostfwd\",\"arguments\":{\"id\":" + id + "}}");
        if (answer.contains("\"error\"")) {
            throw new RootlessException(Slirp4netns.NAME, "cannot remove a forward", problem(answer), null, null);
        }
    }

    private static String problem(String answer) {
        Matcher error = ERROR.matcher(answer);
        return error.find() ? error.group(1) : answer.strip();
    }

    private String ask(String request) throws IOException {
        var address = UnixDomainSocketAddress.of("/proc/self/fd/" + socket.number());
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.connect(address);
            ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
            while (out.hasRemaining()) channel.write(out);
            channel.shutdownOutput();
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            return read(channel, selector)
                    .orElseThrow(() -> new RootlessException(
                            Slirp4netns.NAME, "has not answered within " + PATIENCE_MILLIS + " ms", "", null, null));
        }
    }

    private static Optional<String> read(SocketChannel channel, Selector selector) throws IOException {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        ByteBuffer in = ByteBuffer.allocate(MAX_ANSWER);
        while (in.hasRemaining()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0 || Thread.currentThread().isInterrupted()) return Optional.empty();
            selector.select(left);
            selector.selectedKeys().clear();
            if (channel.read(in) < 0) break;
        }
        return Optional.of(new String(in.array(), 0, in.position(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        socket.close();
    }
}
