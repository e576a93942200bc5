package io.jlinux.net.rootless;

import io.jlinux.net.Cidr;
import io.jlinux.spawn.ExitStatus;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network namespace that a helper connects to the outside.
 *
 * <p>It ends with {@link #close()}, with the process that it was made for, and with this JVM, also when that is killed. A helper that ends
 * before is told by {@link #onExit()}. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
 */
public final class RootlessAttachment implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RootlessAttachment.class);

    private final String name;
    private final Helper helper;
    private final AttachedAddresses addresses;
    private final Optional<Fd> exit;
    private final Optional<SlirpApi> api;
    private final List<HostForward> fixed;
    private final Map<HostForward, Integer> forwards = new LinkedHashMap<>();
    private boolean closed;
    private volatile @Nullable Thread watcher;

    private RootlessAttachment(
            String name,
            Helper helper,
            AttachedAddresses addresses,
            List<HostForward> fixed,
            Optional<Fd> exit,
            Optional<SlirpApi> api) {
        this.name = name;
        this.helper = helper;
        this.addresses = addresses;
        this.fixed = List.copyOf(fixed);
        this.exit = exit;
        this.api = api;
    }

    /** Takes over all of them but {@code target}. */
    static RootlessAttachment begin(
            String name,
            Helper helper,
            Target target,
            AttachedAddresses addresses,
            List<HostForward> fixed,
            Optional<Fd> exit,
            Optional<SlirpApi> api)
            throws LinuxException {
        RootlessAttachment attachment = new RootlessAttachment(name, helper, addresses, fixed, exit, api);
        try {
            if (target.process().isPresent()) attachment.watch(target.process().get());
            return attachment;
        } catch (LinuxException | RuntimeException e) {
            attachment.close();
            throw e;
        }
    }

    /** A thread that waits for the end of the process or of the helper, whichever comes first. */
    private void watch(PidFd process) throws LinuxException {
        PidFd container = PidFd.adopt(process.pid(), process.fd().duplicate().detach());
        PidFd own;
        try {
            own = helper.process().openPidFd();
        } catch (LinuxException | RuntimeException e) {
            container.close();
            throw e;
        }
        Thread thread = new Thread(() -> watch(container, own), "jlinux-rootless-" + process.pid());
        thread.setDaemon(true);
        watcher = thread;
        thread.start();
    }

    private void watch(PidFd container, PidFd own) {
        try (container;
                own) {
            while (!container.hasExited() && !own.hasExited()) Wait.any(container.fd(), own.fd());
            if (!own.hasExited()) end();
            else warn();
        } catch (LinuxException e) {
            LOG.warn("{} of pid {} is not watched any more", name, container.pid(), e);
        }
    }

    private synchronized void warn() {
        if (!closed) LOG.warn("{} has ended before its container: {}", name, helper.log());
    }

    /** The program, {@code slirp4netns} or {@code pasta}. */
    public String helper() {
        return name;
    }

    /** Its pid. */
    public long helperPid() {
        return helper.process().pid();
    }

    /** Whether the helper runs. */
    public boolean isAlive() {
        return helper.process().isAlive();
    }

    /** Completes when the helper has ended, for whatever reason. */
    public CompletableFuture<ExitStatus> onExit() {
        return helper.process().onExitStatus();
    }

    /** What the helper wrote to stderr until now, its beginning and its end. */
    public String log() {
        return helper.log();
    }

    /** The link in the namespace; empty where pasta was left to choose, and the host has no default route of IPv4. */
    public Optional<String> link() {
        return addresses.link();
    }

    /** The address of the link, of IPv4 where it has one; empty as above. */
    public Optional<Cidr> address() {
        return addresses.address();
    }

    /** The way out, of IPv4 where it has one; empty as above. */
    public Optional<InetAddress> gateway() {
        return addresses.gateway();
    }

    /** For the namespace's {@code resolv.conf}; none where the host's own is as good. */
    public List<InetAddress> resolvers() {
        return addresses.resolvers();
    }

    /** The address that stands for the host's 127.0.0.1 in the namespace, where that is allowed and known. */
    public Optional<InetAddress> hostLoopback() {
        return addresses.hostLoopback();
    }

    /**
     * Has a port of the host lead into the namespace, from now on.
     *
     * @throws UnsupportedOperationException by pasta, which takes its forwards when it starts
     * @throws RootlessException when the port is taken or refused
     */
    public synchronized void forward(HostForward forward) throws IOException {
        Slirp4netns.checkForward(forward);
        SlirpApi socket = requireApi();
        if (forwards.containsKey(forward)) throw new IllegalArgumentException("is there already: " + forward);
        forwards.put(forward, socket.add(forward));
    }

    /** Takes a forward back; one that is not there is left so. */
    public synchronized void removeForward(HostForward forward) throws IOException {
        Integer id = forwards.get(forward);
        if (id == null) return;
        requireApi().remove(id);
        forwards.remove(forward);
    }

    /** The ports of the host that lead into the namespace. */
    public synchronized List<HostForward> forwards() {
        List<HostForward> all = new ArrayList<>(fixed);
        all.addAll(forwards.keySet());
        return all;
    }

    private SlirpApi requireApi() {
        if (closed) throw new IllegalStateException("closed: " + name);
        return api.orElseThrow(() -> new UnsupportedOperationException(
                name + " takes its forwards when it starts: forward() before attach()"));
    }

    /** Ends the helper and waits for it. The link in the namespace is gone then. Idempotent. */
    @Override
    public void close() {
        end();
        Thread thread = watcher;
        if (thread == null || thread == Thread.currentThread()) return;
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void end() {
        if (closed) return;
        closed = true;
        exit.ifPresent(Fd::close);
        api.ifPresent(SlirpApi::close);
        helper.close();
    }

    @Override
    public synchronized String toString() {
        return name + " as pid " + helperPid() + (closed ? ", closed" : "");
    }
}
