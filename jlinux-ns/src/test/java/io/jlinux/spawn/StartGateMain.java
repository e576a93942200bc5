package io.jlinux.spawn;

import io.jlinux.ns.Namespace;
import java.nio.file.Path;

/** A JVM of its own for {@link StartGateTest}: makes a process that waits, prints its pid, and ends. */
final class StartGateMain {
    private StartGateMain() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        Spawn spawn = Spawn.command("/bin/sh", "-c", "echo begun > out; exec sleep 1000")
                .directory(args[0])
                .stdin(Stdio.devNull())
                .stdout(Stdio.devNull())
                .stderr(Stdio.devNull())
                .newSession()
                .waitAt(StartGate.create(Path.of(args[0])));
        if (args.length > 1) spawn.unshare(Namespace.PID, Namespace.UTS);
        System.out.println(spawn.start().pid());
        Runtime.getRuntime().halt(0);
    }
}
