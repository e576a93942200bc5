package io.jlinux.spawn;

import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.mount.Rootfs;
import io.jlinux.ns.Namespace;
import java.nio.file.Path;

/** A container of a JVM that is in a user namespace itself: without another one. Prints what its program says. */
final class NestedMain {
    private NestedMain() {}

    public static void main(String[] args) throws Exception {
        Rootfs root = args[1].equals("overlay") ? Rootfs.overlay(Path.of(args[0])) : Rootfs.directory(Path.of(args[0]));
        System.out.println(UserNamespaces.isInitial());
        System.out.println(Run.text(Spawn.command(
                        "sh",
                        "-c",
                        "echo x >/dev/null && stat -c %t:%T /dev/null && mkdir /bin/d && touch /bin/d/f && ls /bin/d && echo $$")
                .env("PATH", "/bin")
                .unshare(Namespace.PID, Namespace.MOUNT)
                .rootfs(root)
                .mount(Mount.proc(), Mount.dev())
                .device(Device.DEFAULTS.toArray(new Device[0]))));
    }
}
