package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import io.jlinux.sys.PlainFile;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The files by which the programs of a container find names, as text: to be written where the container has {@code
 * /etc/resolv.conf}, {@code /etc/hosts} and {@code /etc/hostname}. A value.
 *
 * @param resolvConf which servers are asked
 * @param hosts what is known without asking: itself
 * @param hostname its own name, and a newline
 * @see <a href="https://man7.org/linux/man-pages/man5/hosts.5.html">hosts(5)</a>
 */
public record NameFiles(String resolvConf, String hosts, String hostname) {
    /**
     * The files of a container.
     *
     * @param servers whom it asks; those of the host must have been put in
     * @param hostname of the container
     * @param own its addresses
     */
    static NameFiles of(NameServers servers, String hostname, List<InetAddress> own) {
        StringBuilder resolv = new StringBuilder();
        for (InetAddress server : servers.servers()) {
            resolv.append("nameserver ").append(Cidr.text(server)).append('\n');
        }
        if (!servers.search().isEmpty()) {
            resolv.append("search ").append(String.join(" ", servers.search())).append('\n');
        }
        if (!servers.options().isEmpty()) {
            resolv.append("options ")
                    .append(String.join(" ", servers.options()))
                    .append('\n');
        }
        StringBuilder hosts = new StringBuilder("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
        if (own.isEmpty()) hosts.append("127.0.1.1\t").append(hostname).append('\n');
        for (InetAddress address : own) {
            hosts.append(Cidr.text(address)).append('\t').append(hostname).append('\n');
        }
        return new NameFiles(resolv.toString(), hosts.toString(), hostname + "\n");
    }

    /**
     * Writes {@code resolv.conf}, {@code hosts} and {@code hostname} into a directory that is there. Files that are there are
     * written over, so that a container that has them mounted sees the change.
     */
    public void writeTo(Path directory) throws IOException {
        PlainFile.write(directory.resolve("resolv.conf"), resolvConf.getBytes(StandardCharsets.UTF_8));
        PlainFile.write(directory.resolve("hosts"), hosts.getBytes(StandardCharsets.UTF_8));
        PlainFile.write(directory.resolve("hostname"), hostname.getBytes(StandardCharsets.UTF_8));
    }
}
