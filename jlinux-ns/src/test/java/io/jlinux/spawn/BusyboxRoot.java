package io.jlinux.spawn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A root directory with a static busybox in it and nothing else; closing deletes it. */
final class BusyboxRoot implements AutoCloseable {
    private static final List<String> APPLETS = List.of(
            "sh",
            "cat",
            "echo",
            "grep",
            "hostname",
            "id",
            "kill",
            "ls",
            "mkdir",
            "mount",
            "readlink",
            "sleep",
            "stat",
            "touch",
            "true",
            "tty",
            "umount",
            "wc");

    private final Path path;

    private BusyboxRoot(Path path) {
        this.path = path;
    }

    static BusyboxRoot create() throws IOException {
        Path path = Files.createTempDirectory("jlinux-root");
        // mapped ids must be able to enter it
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        BusyboxRoot root = new BusyboxRoot(path);
        Files.createDirectory(path.resolve("bin"));
        Files.copy(busybox(), root.bin("busybox"));
        Files.setPosixFilePermissions(root.bin("busybox"), PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String applet : APPLETS) Files.createSymbolicLink(root.bin(applet), Path.of("busybox"));
        return root;
    }

    private static Path busybox() {
        return Arrays.stream((System.getenv("PATH") + ":/bin:/usr/bin").split(":"))
                .map(d -> Path.of(d, "busybox"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    Path path() {
        return path;
    }

    Path bin(String name) {
        return path.resolve("bin").resolve(name);
    }

    /** Writes a file and makes it executable. */
    Path script(String name, String content) throws IOException {
        Files.writeString(bin(name), content);
        Files.setPosixFilePermissions(bin(name), PosixFilePermissions.fromString("rwxr-xr-x"));
        return bin(name);
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(path)) {
            all.sorted(Comparator.reverseOrder()).forEach(f -> {
                try {
                    Files.delete(f);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
