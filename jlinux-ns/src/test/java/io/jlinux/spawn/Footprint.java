package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.HostState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a spawn could leave on the machine, quick enough to look after each of hundreds of starts: children of every
 * thread (zombies too), descriptors, mounts, links.
 */
record Footprint(List<String> children, List<String> descriptors, List<String> mounts, List<String> links) {
    static Footprint now() throws IOException {
        return new Footprint(
                HostState.children(),
                findDescriptors(),
                read("/proc/self/mountinfo"),
                read("/proc/net/dev").stream()
                        .map(l -> l.replaceFirst(":.*", ""))
                        .toList());
    }

    void assertUnchanged(String after) throws IOException {
        Footprint now = now();
        assertThat(now.children).as("children after " + after).isEqualTo(children);
        assertThat(now.mounts).as("mounts after " + after).isEqualTo(mounts);
        assertThat(now.links).as("links after " + after).isEqualTo(links);
        List<String> added = new ArrayList<>(now.descriptors);
        descriptors.forEach(added::remove);
        assertThat(added).as("descriptors after " + after).isEmpty();
    }

    private static List<String> read(String file) throws IOException {
        return Files.readAllLines(Path.of(file));
    }

    private static List<String> findDescriptors() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path fd : list(Path.of("/proc/self/fd"))) {
            try {
                String target = Files.readSymbolicLink(fd).toString();
                // not of the start: what the JVM reads whenever it likes, and the bounded pool of eventfds
                if (!target.matches(
                        "/proc/.*|.*\\.jar|.*/modules|.*\\.class|.*/u?random|.*eventfd.*|.*/ffi\\w+ .deleted.|/sys/fs/cgroup(/(?!.*jlinux).*)?")) {
                    found.add(target);
                }
            } catch (IOException e) {
                // it was the one of this very listing
            }
        }
        return found;
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }
}
