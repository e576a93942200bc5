package io.jlinux.oci;

import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts a container on a host that a test has spoiled, as a program of its own, and prints why it did not start. */
final class BrokenHostMain {
    private BrokenHostMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path dir = Path.of(args[1]);
        Path root = dir.resolve("rootfs");
        if (!Files.exists(root)) root = BusyboxBundle.create(dir).root();
        OciBundle bundle = OciBundle.ofRootfs(root).command("/bin/true");
        switch (args[0]) {
            case "noexec" -> bundle = bundle.hostNetwork();
            case "rootless" -> bundle = bundle.edit(BrokenHostMain::rootless);
            case "rootless-sys" ->
                bundle = bundle.edit(BrokenHostMain::rootless).noNetwork();
            case "controller" -> bundle = bundle.memoryLimit(64 << 20);
            default -> throw new IllegalArgumentException(args[0]);
        }
        try {
            bundle.run();
            System.out.println("it starts");
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }

    private static OciConfig rootless(OciConfig config) {
        return OciConfig.rootlessTemplate()
                .withRootPath(config.root().path())
                .withTerminal(false)
                .withArgs("/bin/true")
                .withoutMount("/sys/fs/cgroup")
                .withNamespace(OciNamespace.create(Namespace.CGROUP));
    }
}
