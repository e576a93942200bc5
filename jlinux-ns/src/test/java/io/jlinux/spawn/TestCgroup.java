package io.jlinux.spawn;

import io.jlinux.sys.Fd;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A cgroup made by hand, for tests of a module that does not know cgroups: v1 or v2, as the machine has it. */
record TestCgroup(Path path, boolean v2) implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Needs root and CGROUP2_x or CGROUP1_x of the controller. */
    static TestCgroup create(String controller) throws IOException {
        Path top = Path.of("/sys/fs/cgroup");
        boolean v2 = Requirement.CGROUP2.isMet();
        if (v2) {
            // as systemd does: the root may have processes and still give its controllers to children
            Path control = top.resolve("cgroup.subtree_control");
            if (!Files.readString(control).contains(controller)) Files.writeString(control, "+" + controller);
        }
        String name = "jlinux-ns-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        return new TestCgroup(Files.createDirectory((v2 ? top : top.resolve(controller)).resolve(name)), v2);
    }

    void set(String file, String value) throws IOException {
        Files.writeString(path.resolve(file), value);
    }

    Placement placement() {
        return () -> v2
                ? new Placement.Entry(Optional.of(Fd.open(path, Fcntl.O_PATH | Fcntl.O_DIRECTORY)), List.of())
                : new Placement.Entry(Optional.empty(), List.of(Fd.open(path.resolve("tasks"), Fcntl.O_WRONLY)));
    }

    List<String> processes() throws IOException {
        return Files.readAllLines(path.resolve("cgroup.procs"));
    }

    @Override
    public void close() {
        for (int i = 0; ; i++) {
            try {
                Files.delete(path);
                return;
            } catch (IOException e) {
                if (i == 100) throw new IllegalStateException(e);
                try {
                    Thread.sleep(20);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }
}
