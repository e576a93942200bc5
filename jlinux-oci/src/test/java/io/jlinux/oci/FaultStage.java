package io.jlinux.oci;

import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.Links;
import io.jlinux.net.NetDevice;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.oci.spec.OciConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The host around a container that is broken: a bundle, and whatever else it needs, gone when this is closed. */
final class FaultStage implements AutoCloseable {
    /** Of the host, until a container gets it. */
    static final String DEVICE = "jlinux-nd0";

    private static final String PEER = "jlinux-nd1";
    static final String ADDRESS = "10.98.0.1/24";

    private final Path dir;
    private final BusyboxBundle bundle;
    private final Deque<AutoCloseable> kept = new ArrayDeque<>();

    FaultStage(Path dir) throws IOException {
        this.dir = dir;
        this.bundle = BusyboxBundle.create(dir.resolve("bundle"));
    }

    Path dir() {
        return dir;
    }

    Path root() {
        return bundle.root();
    }

    OciBundle bundle(OciConfig config) {
        return OciBundle.of(bundle.directory(), config);
    }

    /** Whether that is as it was made. */
    static boolean hasDevice() throws IOException {
        return Links.here().find(DEVICE).filter(Link::isUp).isPresent()
                && Links.here().device(DEVICE).addresses().stream()
                        .anyMatch(a -> a.cidr().toString().equals(ADDRESS));
    }

    /** What there is in the root and is looked for again by {@link #takeAway}. */
    Set<Path> tree() throws IOException {
        try (Stream<Path> files = Files.walk(root())) {
            return new TreeSet<>(files.toList());
        }
    }

    /** Removes what was not there, as a container leaves its mount points; what that was. */
    List<Path> takeAway(Set<Path> before) throws IOException {
        List<Path> more = new ArrayList<>(tree());
        more.removeAll(before);
        Collections.reverse(more);
        for (Path path : more) Files.delete(path);
        return more;
    }

    /** Closed when the stage is, the last one first. */
    <T extends AutoCloseable> T keep(T thing) {
        kept.push(thing);
        return thing;
    }

    /** The root belongs to whom an id map makes root, and the way to it is open to all. */
    void giveRootTo(int uid) throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        List<Path> way = new ArrayList<>(List.of(root(), root().resolve("bin")));
        for (Path up = bundle.directory(); up != null && !up.equals(temporary); up = up.getParent()) way.add(up);
        for (Path p : way) {
            Files.setPosixFilePermissions(p, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.setAttribute(root(), "unix:uid", uid);
        Files.setAttribute(root(), "unix:gid", uid);
    }

    /** A device of this network namespace, where a container has taken the last one along. */
    void makeDevice() throws Exception {
        if (Links.here().find(DEVICE).isPresent()) return;
        // the kernel deletes a pair some time after the container that has taken one of it along
        for (int i = 0; i < 500 && Links.here().find(PEER).isPresent(); i++) Thread.sleep(10);
        Veth.create(VethSpec.of(DEVICE, PEER)).detach();
        NetDevice device = Links.here().device(DEVICE);
        device.addAddress(Cidr.of(ADDRESS));
        device.up();
    }

    @Override
    public void close() throws Exception {
        Exception failure = null;
        while (!kept.isEmpty()) {
            try {
                kept.pop().close();
            } catch (Exception e) {
                failure = e;
            }
        }
        if (failure != null) throw failure;
    }
}
