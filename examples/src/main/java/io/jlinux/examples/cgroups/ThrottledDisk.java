package io.jlinux.examples.cgroups;

import io.jlinux.cgroup.BlockDevice;
import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.Controller;
import io.jlinux.cgroup.IoMax;
import io.jlinux.cgroup.stat.IoStat;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * A write to a disk, first as fast as it goes and then with {@code io.max} at 2 MiB a second. The disk is a loop device over a
 * file; the write bypasses the page cache, or it would be the kernel's and later.
 *
 * <p>Needs root, for the loop device.
 */
public final class ThrottledDisk {
    private static final int MIB = 1 << 20;

    private ThrottledDisk() {}

    public static void main(String... args) throws IOException, InterruptedException {
        Path file = Files.createTempFile("jlinux-disk", ".img");
        try {
            run("truncate", "-s", "16M", file.toString());
            String disk = run("losetup", "--find", "--show", file.toString());
            try {
                write(disk);
            } finally {
                run("losetup", "--detach", disk);
            }
        } catch (LinuxException e) {
            System.out.println("This example needs root. " + e.getMessage());
        } finally {
            Files.delete(file);
        }
    }

    private static void write(String disk) throws IOException, InterruptedException {
        String name = "jlinux-disk-" + ProcessHandle.current().pid();
        BlockDevice device = BlockDevice.of(Path.of(disk));
        CgroupLimits slow = CgroupLimits.NONE.ioMax(device, IoMax.NONE.writeBytes(2 * MIB));
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE, Set.of(Controller.IO))) {
            for (CgroupLimits limits : new CgroupLimits[] {CgroupLimits.NONE, slow}) {
                cg.apply(limits);
                long start = System.nanoTime();
                Spawn dd = Spawn.command("dd", "if=/dev/zero", "of=" + disk, "bs=256k", "count=16", "oflag=direct");
                finish("dd", dd.with(cg.placement()));
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(Locale.ROOT, "%s: 4 MiB in %.2f s, %.1f MiB/s%n", limits, seconds, 4 / seconds);
            }
            IoStat.Device written = cg.stats().io().devices().get(device.toString());
            System.out.println("counted: " + written.writeBytes().orElse(0) / MIB + " MiB");
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        return finish(command[0], Spawn.command(command));
    }

    private static String finish(String name, Spawn spawn) throws IOException, InterruptedException {
        try (LinuxProcess p = spawn.start()) {
            String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            String error = new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (p.waitFor() != 0) throw new LinuxException("run", name, 5, error);
            return said;
        }
    }
}
