package io.jlinux.oci;

import io.jlinux.net.Cidr;
import io.jlinux.net.container.AttachOptions;
import io.jlinux.net.container.BridgeNetworkSpec;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.net.container.ForwardedPort;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Signal;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A JVM of its own that is killed at a point of a container's life: {@code STATE-ROOT ID BUNDLE POINT [DIRECTORY-OF-A-NETWORK]}, where the point is {@code
 * step N}, {@code force N}, {@code hook KIND} or {@code none}. It says {@code ready} and waits for a line first.
 */
final class CrashMain {
    private static final long PID = ProcessHandle.current().pid();

    private final OciRuntime runtime;
    private final String id;
    private final Path bundle;
    private final int last;
    private int steps;

    private CrashMain(String root, String id, Path bundle, int last) {
        this.runtime = OciRuntime.at(Path.of(root)).tellSteps(this::step);
        this.id = id;
        this.bundle = bundle;
        this.last = last;
    }

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        String[] point = args[3].split(" ");
        int step = point.length > 1 && !point[0].equals("hook") ? Integer.parseInt(point[1]) : -1;
        CrashMain main = new CrashMain(args[0], args[1], Path.of(args[2]), step);
        if (point[0].equals("hook")) main.killWhenGone(Files.createFile(fuse(main.bundle, point[1])));
        System.out.println("ready");
        if (System.in.read() < 0) return;
        OciBundle bundle = OciBundle.load(main.bundle);
        if (args.length > 4) bundle = attached(bundle, Path.of(args[4]));
        main.life(bundle, point[0].equals("force"));
        System.out.println("done");
        Runtime.getRuntime().halt(0);
    }

    /** Where this is there, a hook of the kind removes it and waits. */
    static Path fuse(Path bundle, String kind) {
        return bundle.resolve("fuses").resolve(kind);
    }

    /** A hook in a pid namespace cannot kill it by itself. */
    private void killWhenGone(Path fuse) {
        Thread thread = new Thread(() -> {
            while (Files.exists(fuse)) LockSupport.parkNanos(1_000_000);
            die();
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static OciBundle attached(OciBundle bundle, Path directory) throws Exception {
        ContainerNetwork network = ContainerNetwork.bridge(
                BridgeNetworkSpec.of("jlinux-br1", Cidr.of("10.213.8.0/24")).directory(directory));
        return bundle.network(network, AttachOptions.of("web").forward(ForwardedPort.tcp(8080, 80)));
    }

    private void life(OciBundle loaded, boolean force) throws Exception {
        ContainerOptions options = ContainerOptions.of(ContainerIo.none()).pidFile(bundle.resolve("pid"));
        OciContainer container = runtime.create(id, loaded, options);
        runtime.start(id);
        if (force) {
            steps = 0;
            runtime.deleteByForce(id);
            return;
        }
        container.kill(Signal.KILL);
        container.waitFor();
        runtime.delete(id);
    }

    private void step(String name) {
        if (steps++ == last) die();
    }

    private static void die() {
        try (PidFd self = PidFd.open(PID)) {
            self.send(Signal.KILL);
            Thread.sleep(60_000);
        } catch (LinuxException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
