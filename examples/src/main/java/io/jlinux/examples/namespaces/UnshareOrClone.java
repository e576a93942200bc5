package io.jlinux.examples.namespaces;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceScope;
import io.jlinux.security.Capability;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * unshare(2) against clone(2): the one moves the calling <em>thread</em> into new namespaces, and a scope brings it back; the
 * other makes a <em>child</em> that is in them from its birth. PID differs: unshare leaves the thread its number, and only its
 * next children are in the new namespace. USER is for children alone, as a JVM has many threads.
 *
 * <p>The half with unshare needs root; the one with clone works for everybody, with a user namespace.
 */
public final class UnshareOrClone {
    private static final String LINKS = "readlink /proc/self/ns/uts; echo $$";

    private UnshareOrClone() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        System.out.println("before:   thread in " + here() + ", child in " + child(sh()));
        try {
            unshare();
        } catch (LinuxException e) {
            System.out.println("unshare:  " + e.getMessage());
        }
        Spawn spawn = sh().unshare(Namespace.UTS, Namespace.PID);
        if (!Capability.effective().contains(Capability.SYS_ADMIN)) spawn.unshare(Namespace.USER);
        System.out.println("clone:    child in " + child(spawn));
        System.out.println("clone:    thread in " + here());
        try {
            Namespace.unshare(Namespace.USER).close();
        } catch (IllegalArgumentException e) {
            System.out.println("unshare of USER: " + e.getMessage());
        }
    }

    @SuppressWarnings("try") // the scope is the point
    private static void unshare() throws IOException, InterruptedException {
        try (NamespaceScope scope = Namespace.unshare(Namespace.UTS, Namespace.PID)) {
            System.out.println("unshare:  thread in " + here() + ", main thread in " + uts("self"));
            System.out.println("unshare:  child in " + child(sh()));
        }
        System.out.println("closed:   thread in " + here());
    }

    private static Spawn sh() {
        return Spawn.command("/bin/sh", "-c", LINKS);
    }

    private static String child(Spawn spawn) throws IOException, InterruptedException {
        try (LinuxProcess p = spawn.start()) {
            String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            p.waitFor();
            return said.strip().replace("\n", ", process ");
        }
    }

    private static String here() throws IOException {
        return uts("thread-self");
    }

    private static String uts(String who) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc", who, "ns/uts")).toString();
    }
}
