package io.jlinux.examples.namespaces;

import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.security.Capability;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A minimal container by hand: a root made of the host's own programs and libraries, read-only; pivot_root(2); a hostname, a
 * network and a /proc of its own. What an OCI runtime adds to this is limits, fewer rights and masks.
 *
 * <p>Works as root and as an ordinary user.
 */
public final class MinimalContainer {
    private static final List<String> HOST = List.of("/usr", "/bin", "/sbin", "/lib", "/lib64");
    private static final String SCRIPT = """
            echo "inside: hostname $(cat /proc/sys/kernel/hostname), process $$ of $(ls -d /proc/[0-9]* | wc -l)"
            echo "inside: the root holds" $(ls /)
            echo "inside: interfaces" $(tail -n +3 /proc/net/dev | cut -d: -f1)
            touch /usr/x 2>&- || echo "inside: /usr is read-only"
            echo scratch > /tmp/x && echo "inside: /tmp is a tmpfs of its own"
            """;

    private MinimalContainer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path root = Files.createTempDirectory("jlinux-root");
        try {
            Spawn spawn = Spawn.command("/bin/sh", "-c", SCRIPT)
                    .unshare(Namespace.PID, Namespace.MOUNT, Namespace.UTS, Namespace.IPC, Namespace.NET)
                    .rootfs(root)
                    .mount(Mount.proc(), Mount.tmpfs("/tmp", "size=16m"))
                    .hostname("minimal")
                    .loopbackUp()
                    .noNewPrivileges()
                    .directory("/")
                    .stderr(Stdio.toStdout());
            if (!Capability.effective().contains(Capability.SYS_ADMIN)) spawn.unshare(Namespace.USER);
            for (String part : HOST) {
                Path path = Path.of(part);
                // on most systems /bin is a link to usr/bin
                if (Files.isSymbolicLink(path))
                    spawn.symlink(part, Files.readSymbolicLink(path).toString());
                else if (Files.exists(path))
                    spawn.mount(Mount.bind(path, part).readOnly().noSuid().noDev());
            }
            try (LinuxProcess container = spawn.start()) {
                System.out.print(new String(container.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                System.out.println("outside: it ended with " + container.waitForStatus());
            }
            try (Stream<Path> left = Files.list(root)) {
                System.out.println("outside: the same directory holds empty mount points only: " + names(left));
            }
        } finally {
            delete(root);
        }
    }

    private static List<String> names(Stream<Path> files) {
        return files.map(p -> p.getFileName().toString()).sorted().toList();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path p : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(p);
        }
    }
}
