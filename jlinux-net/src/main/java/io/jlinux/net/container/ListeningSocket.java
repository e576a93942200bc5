package io.jlinux.net.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A port that a program has.
 *
 * @param address as the kernel writes it, 8 or 32 hexadecimal digits; only zeros for all addresses
 * @param inode of the socket
 */
record ListeningSocket(ForwardedPort.Protocol protocol, String address, int port, long inode) {
    private static final String LISTEN = "0A";
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    /** The lines of {@code /proc/net/tcp}, {@code tcp6}, {@code udp} or {@code udp6}; see proc_net_tcp(5). */
    static List<ListeningSocket> parse(ForwardedPort.Protocol protocol, String text) {
        List<ListeningSocket> list = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String[] words = line.strip().split("\\s+");
            if (words.length <= INODE || words[0].equals("sl")) continue;
            boolean listens = protocol == ForwardedPort.Protocol.UDP || words[STATE].equals(LISTEN);
            int colon = words[LOCAL].indexOf(':');
            if (!listens || colon < 0) continue;
            int port = Integer.parseInt(words[LOCAL].substring(colon + 1), 16);
            list.add(new ListeningSocket(
                    protocol, words[LOCAL].substring(0, colon), port, Long.parseLong(words[INODE])));
        }
        return list;
    }

    /** Whether it would have the packets that the forward is about. */
    boolean isInTheWayOf(ForwardedPort forward, Set<Long> own) {
        return protocol == forward.protocol() && port == forward.hostPort() && !own.contains(inode);
    }
}
