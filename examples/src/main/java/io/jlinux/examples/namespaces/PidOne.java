package io.jlinux.examples.namespaces;

import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.security.Capability;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;

/**
 * PID 1 in a namespace of its own: the first process of a pid namespace is 1 inside and has another number outside, sees
 * nobody but its own children, and takes all of them with it when it ends.
 *
 * <p>Works as root and as an ordinary user.
 */
public final class PidOne {
    private static final String SCRIPT = """
            sleep 1000 &
            echo "inside: I am process $$, my child is $!"
            echo "inside: /proc shows" $(cd /proc && ls -d [0-9]* | sort -n | head -n 2)
            echo ready
            wait
            """;

    private PidOne() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Spawn spawn = Spawn.command("/bin/sh", "-c", SCRIPT)
                .unshare(Namespace.PID, Namespace.MOUNT)
                .mount(Mount.proc()); // the old /proc would still show the old pid namespace
        // a user namespace, whose root one is, makes the others possible without privileges
        if (!Capability.effective().contains(Capability.SYS_ADMIN)) spawn.unshare(Namespace.USER);

        try (LinuxProcess init = spawn.start()) {
            BufferedReader lines = init.inputReader();
            for (String line = lines.readLine(); line != null && !line.equals("ready"); line = lines.readLine()) {
                System.out.println(line);
            }
            List<ProcessHandle> children = init.children().toList();
            System.out.printf(
                    "outside: it is process %d, its child is %d%n",
                    init.pid(), children.get(0).pid());
            System.out.println("outside: killing process 1 of the namespace");
            System.out.println(
                    "outside: it ended with " + init.destroyForcibly().waitFor());
            // the kernel has killed all others of the namespace before the end of its process 1 was told
            System.out.println("outside: its child is alive: " + children.get(0).isAlive());
        }
    }
}
