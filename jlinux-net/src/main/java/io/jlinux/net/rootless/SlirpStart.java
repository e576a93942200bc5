package io.jlinux.net.rootless;

import io.jlinux.net.Cidr;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.security.Capability;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.raw.Fcntl;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts slirp4netns.
 *
 * <pre>
 *   JVM                        slirp4netns
 *   ready pipe, reads    ◄──   3  --ready-fd: "1" when the link is up and the API socket listens
 *   exit pipe, holds     ──►   4  --exit-fd: ends at the hang-up, which the end of this JVM is as well
 *   O_PATH of the socket       the name in the file system is gone again by then
 * </pre>
 */
final class SlirpStart {
    private static final int READY = 3;
    private static final int EXIT = 4;
    private static final int NETWORK = 5;
    private static final int USER = 6;

    private SlirpStart() {}

    /** Closes {@code target}. */
    static RootlessAttachment start(Slirp4netns spec, Target target) throws IOException {
        try (target;
                PrivateDirectory directory = PrivateDirectory.create("api.sock");
                Pipe ready = Pipe.open("ready");
                Pipe exit = Pipe.open("exit")) {
            boolean root = Programs.isRoot();
            Spawn spawn = Helper.spawn(arguments(spec, target, directory.file(), root))
                    .pass(ready.in(), READY)
                    .pass(exit.out(), EXIT);
            if (sandbox(spec, target, root)) shieldMounts(spawn);
            if (target.process().isEmpty()) {
                spawn.pass(target.network().fd(), NETWORK);
                NamespaceHandle user = target.user();
                if (user != null) spawn.pass(user.fd(), USER);
            }
            Helper helper = Helper.start(Slirp4netns.NAME, spawn);
            RootlessAttachment attachment;
            try {
                ready.in().close();
                helper.awaitReady(ready.out(), spec.timeout());
                checkStillThere(target, helper);
                attachment = attachment(spec, target, helper, exit, directory.file());
            } catch (IOException | RuntimeException e) {
                helper.close();
                throw e;
            }
            try {
                for (HostForward f : spec.forwards()) attachment.forward(f);
                return attachment;
            } catch (IOException | RuntimeException e) {
                attachment.close();
                throw e;
            }
        }
    }

    /** slirp4netns went by the pid: that was this process' all the time only if it has not ended since. */
    private static void checkStillThere(Target target, Helper helper) throws IOException {
        Optional<PidFd> process = target.process();
        if (process.isPresent() && process.get().hasExited()) {
            throw helper.failure("the process " + process.get().pid() + " has ended meanwhile", null);
        }
    }

    private static RootlessAttachment attachment(Slirp4netns spec, Target target, Helper helper, Pipe exit, Path socket)
            throws IOException {
        Cidr address = new Cidr(spec.guestAddress(), spec.cidr().prefixLength());
        AttachedAddresses addresses = new AttachedAddresses(
                Optional.of(spec.link()),
                Optional.of(address),
                Optional.of(spec.gateway()),
                spec.dns() ? List.of(spec.nameserver()) : List.of(),
                spec.hostLoopback() ? Optional.of(spec.gateway()) : Optional.empty());
        Fd hangUp = exit.in().duplicate();
        Fd api;
        try {
            api = Fd.open(socket, Fcntl.O_PATH);
        } catch (LinuxException e) {
            hangUp.close();
            throw e;
        }
        return RootlessAttachment.begin(
                Slirp4netns.NAME,
                helper,
                target,
                addresses,
                List.of(),
                Optional.of(hangUp),
                Optional.of(new SlirpApi(api)));
    }

    static List<String> arguments(Slirp4netns spec, Target target, Path socket, boolean root) {
        List<String> a = new ArrayList<>(List.of(spec.program(), "--configure"));
        a.add("--mtu=" + spec.mtu().orElse(Slirp4netns.FASTEST_MTU));
        a.add("--cidr=" + spec.cidr());
        if (spec.ipv6()) a.add("--enable-ipv6");
        if (!spec.hostLoopback()) a.add("--disable-host-loopback");
        if (!spec.dns()) a.add("--disable-dns");
        boolean byPid = target.process().isPresent();
        if (sandbox(spec, target, root)) a.add("--enable-sandbox");
        if (spec.seccomp()) a.add("--enable-seccomp");
        spec.mac().ifPresent(m -> a.add("--macaddress=" + m));
        spec.outbound().ifPresent(o -> a.add(outbound(o)));
        a.add("--api-socket=" + socket);
        a.add("--ready-fd=" + READY);
        a.add("--exit-fd=" + EXIT);
        if (byPid) {
            a.add(Long.toString(target.process().orElseThrow().pid()));
        } else {
            a.add("--netns-type=path");
            if (target.user() != null) a.add("--userns-path=/proc/self/fd/" + USER);
            a.add("/proc/self/fd/" + NETWORK);
        }
        a.add(spec.link());
        return a;
    }

    private static boolean sandbox(Slirp4netns spec, Target target, boolean root) {
        return spec.sandbox().orElse(target.process().isPresent() || root);
    }

    /**
     * Its sandbox begins with a tmpfs of a few kilobytes on /tmp, which it makes private only when that is no mount of its own. On a host
     * where /tmp is a shared mount, as systemd makes it, the tmpfs would appear on the host, stay there, and pivot_root(2) fail with
     * EINVAL. An ordinary user's is made in a user namespace, out of which no mount spreads.
     */
    private static void shieldMounts(Spawn spawn) {
        if (Capability.effective().contains(Capability.SYS_ADMIN)) spawn.unshare(Namespace.MOUNT);
    }

    private static String outbound(InetAddress address) {
        return (address instanceof Inet6Address ? "--outbound-addr6=" : "--outbound-addr=") + address.getHostAddress();
    }
}
