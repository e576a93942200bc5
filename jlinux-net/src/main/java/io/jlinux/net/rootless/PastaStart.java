package io.jlinux.net.rootless;

import io.jlinux.net.Cidr;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts pasta, in the foreground.
 *
 * <p>The namespaces are its stdin and stdout: newer versions close everything else first. As a pid file it gets a fifo, into which it
 * writes when the link is there. It has nothing that tells it of this JVM's end but the death signal, which the kernel keeps while a
 * process only enters a user namespace that it owns; so it must not change its uid, which it would as root.
 */
final class PastaStart {
    private PastaStart() {}

    /** Closes {@code target}. */
    static RootlessAttachment start(Pasta spec, Target target) throws IOException {
        try (target;
                PrivateDirectory directory = PrivateDirectory.create("pid").withFifo();
                Fd ready = Fd.open(directory.file(), Fcntl.O_RDONLY | Fcntl.O_NONBLOCK)) {
            Spawn spawn = Helper.spawn(arguments(spec, target.user() != null, directory.file(), Programs.isRoot()))
                    .stdin(Stdio.descriptor(target.network().fd()));
            NamespaceHandle user = target.user();
            if (user != null) spawn.stdout(Stdio.descriptor(user.fd()));
            Helper helper = Helper.start(Pasta.NAME, spawn);
            try {
                helper.awaitReady(ready, spec.timeout());
                return RootlessAttachment.begin(
                        Pasta.NAME,
                        helper,
                        target,
                        addresses(spec),
                        spec.forwards(),
                        Optional.empty(),
                        Optional.empty());
            } catch (IOException | RuntimeException e) {
                helper.close();
                throw e;
            }
        }
    }

    /** What was said, and for the rest what pasta copies: that of the host's default route of IPv4. */
    private static AttachedAddresses addresses(Pasta spec) throws LinuxException {
        AttachedAddresses copied =
                spec.families() == Pasta.Families.IPV6 ? AttachedAddresses.NONE : HostDefaults.read(spec);
        Optional<InetAddress> gateway = spec.gateways().stream().findFirst().or(copied::gateway);
        return new AttachedAddresses(
                spec.link().or(spec::hostInterface).or(copied::link),
                spec.addresses().stream().findFirst().or(copied::address),
                gateway,
                spec.dns().stream().toList(),
                spec.hostLoopback() ? gateway : Optional.empty());
    }

    static List<String> arguments(Pasta spec, boolean userNamespace, Path ready, boolean root) {
        List<String> a = new ArrayList<>(List.of(spec.program(), "--foreground", "--quiet", "--config-net"));
        a.addAll(List.of("--no-netns-quit", "--pid", ready.toString()));
        if (root) a.addAll(List.of("--runas", "0:0"));
        if (!spec.hostLoopback()) a.add("--no-map-gw");
        if (spec.families() == Pasta.Families.IPV4) a.add("--ipv4-only");
        if (spec.families() == Pasta.Families.IPV6) a.add("--ipv6-only");
        spec.link().ifPresent(l -> a.addAll(List.of("--ns-ifname", l)));
        spec.hostInterface().ifPresent(i -> a.addAll(List.of("--interface", i)));
        for (Cidr c : spec.addresses()) {
            a.addAll(List.of("--address", c.address().getHostAddress()));
            if (!c.isIpv6()) a.addAll(List.of("--netmask", Integer.toString(c.prefixLength())));
        }
        for (InetAddress g : spec.gateways()) a.addAll(List.of("--gateway", g.getHostAddress()));
        spec.mtu().ifPresent(m -> a.addAll(List.of("--mtu", Integer.toString(m))));
        spec.dns().ifPresent(d -> a.addAll(List.of("--dns-forward", d.getHostAddress())));
        forwards(
                a,
                "--tcp-ports",
                spec.forwards().stream().filter(HostForward::isTcp).toList());
        forwards(
                a,
                "--udp-ports",
                spec.forwards().stream().filter(f -> !f.isTcp()).toList());
        a.addAll(List.of("--tcp-ns", "none", "--udp-ns", "none"));
        if (userNamespace) a.addAll(List.of("--userns", "/proc/self/fd/1"));
        else a.add("--netns-only");
        a.addAll(List.of("--netns", "/proc/self/fd/0"));
        return a;
    }

    private static void forwards(List<String> arguments, String option, List<HostForward> forwards) {
        if (forwards.isEmpty()) arguments.addAll(List.of(option, "none"));
        for (HostForward f : forwards) {
            String host = f.hostAddress().map(a -> a.getHostAddress() + "/").orElse("");
            arguments.addAll(List.of(option, host + f.hostPort() + ":" + f.guestPort()));
        }
    }
}
