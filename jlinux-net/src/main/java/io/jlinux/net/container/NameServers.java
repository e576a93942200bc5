package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which servers are asked for names. A value.
 *
 * @param ofHost whether those of the host are asked, where {@code servers} is empty
 * @param servers their addresses, of which resolvers use the first three
 * @param search domains that short names are tried in
 * @param options such as {@code ndots:5}
 * @see <a href="https://man7.org/linux/man-pages/man5/resolv.conf.5.html">resolv.conf(5)</a>
 */
public record NameServers(boolean ofHost, List<InetAddress> servers, List<String> search, List<String> options) {
    /** Those of the host, as far as a container reaches them. */
    public static final NameServers OF_HOST = new NameServers(true, List.of(), List.of(), List.of());

    /** None: no names but those in {@code /etc/hosts}. */
    public static final NameServers NONE = new NameServers(false, List.of(), List.of(), List.of());

    private static final Path HOST_FILE = Path.of("/etc/resolv.conf");

    /** Where systemd-resolved names the servers behind its own, which is on the host's loopback. */
    private static final Path BEHIND_RESOLVED = Path.of("/run/systemd/resolve/resolv.conf");

    public NameServers {
        servers = List.copyOf(servers);
        search = List.copyOf(search);
        options = List.copyOf(options);
        for (List<String> words : List.of(search, options)) {
            for (String word : words) {
                if (word.isEmpty() || word.chars().anyMatch(c -> c <= ' ')) {
                    throw new IllegalArgumentException("not one word of resolv.conf: '" + word + "'");
                }
            }
        }
    }

    /** These servers. */
    public static NameServers of(InetAddress... servers) {
        return new NameServers(false, List.of(servers), List.of(), List.of());
    }

    /** With these domains. */
    public NameServers search(String... domains) {
        return new NameServers(ofHost, servers, List.of(domains), options);
    }

    /** With these options. */
    public NameServers options(String... words) {
        return new NameServers(ofHost, servers, search, List.of(words));
    }

    /** The same with the host's put in where they are asked for: reads {@code /etc/resolv.conf}. */
    NameServers resolved() throws IOException {
        if (!ofHost || !servers.isEmpty()) return this;
        NameServers host = parse(read(HOST_FILE));
        List<InetAddress> reached = host.reachedFromElsewhere();
        if (reached.isEmpty()) reached = parse(read(BEHIND_RESOLVED)).reachedFromElsewhere();
        return new NameServers(
                false, reached, search.isEmpty() ? host.search : search, options.isEmpty() ? host.options : options);
    }

    /** Those of the host, the ones on its loopback among them: for who shares it. */
    static NameServers ofHostAsTheyAre() throws IOException {
        return parse(read(HOST_FILE));
    }

    private static String read(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** Without those on the loopback, which is another one in a container, and those of one link only. */
    private List<InetAddress> reachedFromElsewhere() {
        return servers.stream()
                .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
                .toList();
    }

    /** What a {@code resolv.conf} says; lines and addresses that nobody understands say nothing. */
    static NameServers parse(String text) {
        List<InetAddress> servers = new ArrayList<>();
        List<String> search = List.of();
        List<String> options = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String[] words = line.strip().split("\\s+");
            if (words.length < 2) continue;
            List<String> rest = List.of(words).subList(1, words.length);
            switch (words[0]) {
                case "nameserver" -> server(rest.get(0), servers);
                case "search", "domain" -> search = rest; // the last one counts
                case "options" -> options.addAll(rest);
                default -> {} // comments, sortlist
            }
        }
        return new NameServers(false, servers, search, options);
    }

    private static void server(String text, List<InetAddress> into) {
        int scope = text.indexOf('%');
        try {
            into.add(Cidr.address(scope < 0 ? text : text.substring(0, scope)));
        } catch (IllegalArgumentException e) {
            // a resolver passes it over, too
        }
    }
}
