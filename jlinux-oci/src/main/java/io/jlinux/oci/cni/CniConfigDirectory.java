package io.jlinux.oci.cni;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory of network configurations: {@code *.conflist}, and {@code *.conf} and {@code *.json} of single plugins, in the order of
 * their names; the first one is the network of who does not name one. Read at each call.
 *
 * @param path such as {@code /etc/cni/net.d}
 * @see <a href="https://www.cni.dev/docs/spec/#configuration-format">network configuration format</a>
 */
public record CniConfigDirectory(Path path) {
    private static final List<String> ENDINGS = List.of(".conflist", ".conf", ".json");

    /** {@code /etc/cni/net.d}. */
    public static CniConfigDirectory standard() {
        return new CniConfigDirectory(Path.of("/etc/cni/net.d"));
    }

    /**
     * All networks.
     *
     * @throws CniConfigException of the first file that breaks a rule, or when two have the same name
     * @throws IOException when the directory or a file cannot be read
     */
    public List<CniNetwork> networks() throws IOException {
        List<CniNetwork> networks = new ArrayList<>();
        for (Path file : NetworkReader.files(path, ENDINGS)) {
            CniNetwork network = CniNetwork.load(file);
            if (networks.stream().anyMatch(n -> n.name().equals(network.name()))) {
                throw new CniConfigException(
                        file.toString(), "/name", "is in another file, too: '" + network.name() + "'");
            }
            networks.add(network);
        }
        return networks;
    }

    /**
     * The network of that name.
     *
     * @throws CniConfigException when there is none, or a file breaks a rule
     */
    public CniNetwork network(String name) throws IOException {
        List<CniNetwork> networks = networks();
        return networks.stream()
                .filter(n -> n.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CniConfigException(
                        path.toString(),
                        "",
                        "has no network '" + name + "', but "
                                + networks.stream().map(CniNetwork::name).toList()));
    }
}
