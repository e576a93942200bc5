package io.jlinux.ns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The network namespaces that this JVM holds open. */
public final class NetworkDescriptors {
    private NetworkDescriptors() {}

    public static int count() throws IOException {
        return numbers().size();
    }

    static List<Integer> numbers() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(NetworkDescriptors::isNetwork)
                    .map(fd -> Integer.parseInt(fd.getFileName().toString()))
                    .toList();
        }
    }

    private static boolean isNetwork(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString().startsWith("net:[");
        } catch (IOException e) {
            return false;
        }
    }
}
