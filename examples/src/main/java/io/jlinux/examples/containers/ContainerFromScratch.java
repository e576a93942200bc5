package io.jlinux.examples.containers;

import io.jlinux.oci.ContainerIo;
import io.jlinux.oci.ContainerOptions;
import io.jlinux.oci.OciBundle;
import io.jlinux.oci.OciContainer;
import io.jlinux.oci.OciRuntime;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciRoot;
import io.jlinux.security.Capability;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Stdio;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A container made from nothing but an empty directory and a config written in Java: created, looked at while its program
 * waits, started, entered by a second process, ended and removed. Works as root and as an ordinary user.
 */
public final class ContainerFromScratch {
    private static final List<String> HOST = List.of("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc");

    private ContainerFromScratch() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("jlinux-bundle");
        try {
            run(directory);
        } finally {
            // the mounts were the container's: what is left are the empty directories that they were on
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path p : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(p);
            }
        }
    }

    private static void run(Path directory) throws IOException, InterruptedException {
        Files.createDirectory(directory.resolve("rootfs"));
        OciBundle bundle = OciBundle.of(directory, config());
        OciRuntime runtime = OciRuntime.at(directory.resolve("state"));
        try (OciContainer container = runtime.create("scratch", bundle, ContainerOptions.of(ContainerIo.pipes()))) {
            System.out.println("created: " + container.state().status() + ", its program has not begun");
            container.start();
            System.out.println("started: " + container.state().status());
            System.out.print("second process: " + second(container));
            container.process().getOutputStream().close();
            System.out.print(new String(container.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            System.out.println(
                    "ended: " + container.waitFor() + ", " + container.state().status());
            container.delete();
        }
        System.out.println("left: " + runtime.ids());
    }

    /** What {@code runc spec} would write, with the host's programs in the root and a small script. */
    private static OciConfig config() {
        boolean root = Capability.effective().contains(Capability.SYS_ADMIN);
        OciConfig config = (root ? OciConfig.template() : OciConfig.rootlessTemplate())
                .withArgs("/bin/sh", "-c", "echo \"inside: process $$ on $(cat /proc/sys/kernel/hostname)\"; cat")
                .withTerminal(false)
                .withHostname("scratch");
        // the mount points in it have to be made
        config = config.toBuilder().root(OciRoot.of("rootfs")).build();
        for (String path : HOST) {
            if (Files.isDirectory(Path.of(path))) config = config.withMount(OciMount.bind(path, path, "ro"));
        }
        return config;
    }

    private static String second(OciContainer container) throws IOException {
        ContainerIo io = new ContainerIo(Stdio.devNull(), Stdio.pipe(), Stdio.toStdout());
        var program = container.config().process().orElseThrow().toBuilder()
                .args("/bin/sh", "-c", "echo \"sees process 1: $(tr '\\0' ' ' < /proc/1/cmdline | cut -c1-8)\"")
                .build();
        try (LinuxProcess p = container.exec(program, ContainerOptions.of(io))) {
            return new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
