package io.jlinux.spawn;

import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceTable;
import io.jlinux.sys.KernelFeatures;
import java.nio.file.Path;

/** What a JVM that is itself in a sandbox can start: a line for each thing that it tries, with what came of it. */
final class SandboxedMain {
    private SandboxedMain() {}

    @FunctionalInterface
    private interface Try {
        String out() throws Exception;
    }

    public static void main(String[] args) {
        Path root = Path.of(args[0]);
        tell("features", () -> {
            KernelFeatures f = KernelFeatures.current();
            return f.clone3() + " " + f.closeRange() + " " + f.openat2() + " " + f.mountSetattr();
        });
        tell("plain", () -> Run.text(Spawn.command("echo", "hello")));
        tell("missing", () -> Run.text(Spawn.command("/no/program")));
        tell("container", () -> Run.text(container(root).mount(Mount.dev(), Mount.mqueue())));
        tell("proc", () -> Run.text(container(root).mount(Mount.proc())));
        tell("joined", SandboxedMain::joined);
        tell("table", () -> "" + !NamespaceTable.read().all().isEmpty());
        System.out.println("done");
    }

    private static Spawn container(Path root) {
        return Spawn.command(
                        "sh",
                        "-c",
                        "echo $$ $(id -u) $(cat /secret) $(test -e /proc/sys && cat /proc/sys/kernel/hostname)")
                .env("PATH", "/bin")
                .unshare(Namespace.USER, Namespace.PID, Namespace.MOUNT, Namespace.UTS, Namespace.IPC)
                .rootfs(root)
                .mask("/secret")
                .readOnlyRoot()
                .hostname("inside");
    }

    private static String joined() throws Exception {
        try (LinuxProcess box = Spawn.command("sleep", "60")
                        .unshare(Namespace.USER, Namespace.PID, Namespace.UTS)
                        .hostname("box")
                        .start();
                NamespaceHandle user = box.namespace(Namespace.USER);
                NamespaceHandle uts = box.namespace(Namespace.UTS);
                NamespaceHandle pid = box.namespace(Namespace.PID)) {
            return Run.text(Spawn.command("cat", "/proc/sys/kernel/hostname").join(user, pid, uts));
        }
    }

    private static void tell(String what, Try attempt) {
        String result;
        try {
            result = attempt.out();
        } catch (Exception | AssertionError e) {
            result = e.toString();
        }
        System.out.println(what + ": " + result.replace('\n', ' '));
    }
}
