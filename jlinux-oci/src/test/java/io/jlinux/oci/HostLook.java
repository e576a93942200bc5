package io.jlinux.oci;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.testkit.HostState;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What there is of the host that a container could leave, and a directory with all that is in it. */
record HostLook(TreeSet<String> things, TreeSet<Path> tree) {
    /** Where what is only needed for the time of a start is. */
    static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    static HostLook of(String id, Path dir) throws IOException {
        TreeSet<String> things = new TreeSet<>(HostState.children());
        things.addAll(Files.readAllLines(Path.of("/proc/self/mountinfo")));
        cgroups(id).forEach(c -> things.add(c.toString()));
        try (DirectoryStream<Path> fds = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path fd : fds) {
                String target = target(fd);
                // the directory itself
                if (!target.endsWith("/fd")) things.add("fd " + fd.getFileName() + " " + target);
            }
        }
        try (Stream<Path> names = Files.list(TEMPORARY)) {
            names.forEach(n -> things.add(n.toString()));
        }
        try (Stream<Path> files = Files.walk(dir)) {
            return new HostLook(things, new TreeSet<>(files.toList()));
        }
    }

    List<String> minus(HostLook before) {
        List<String> more = new ArrayList<>(things);
        more.removeAll(before.things);
        List<Path> files = new ArrayList<>(tree);
        files.removeAll(before.tree);
        // which address was leased last is remembered
        files.removeIf(f -> f.endsWith("last"));
        files.forEach(f -> more.add(f.toString()));
        return more;
    }

    static List<Path> cgroups(String id) throws IOException {
        return CgroupHost.current().home().directories().stream()
                .map(directory -> directory.resolve(id))
                .filter(Files::exists)
                .toList();
    }

    private static String target(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString();
        } catch (IOException e) {
            return "/fd";
        }
    }
}
