package io.jlinux.examples.containers;

import io.jlinux.oci.ContainerResult;
import io.jlinux.oci.OciBundle;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.security.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A {@code config.json} written by hand, as small as one can be: read, with its mistakes told by their place, shown as the list of
 * system calls that it becomes, and run. {@code HandWrittenConfig ROOTFS}, a directory with {@code /bin/sh}.
 */
public final class HandWrittenConfig {
    private static final String CONFIG = """
            {
              "ociVersion": "1.3.0",
              "root": { "path": "%s" },
              "process": {
                "args": ["/bin/sh", "-c", "echo process $$ on $(hostname), as user $(id -u)"],
                "env": ["PATH=/bin"],
                "cwd": "/",
                "user": { "uid": 0, "gid": 0 }
              },
              "hostname": "by-hand",
              "mounts": [{ "destination": "/proc", "type": "proc", "source": "proc" }],
              "linux": {
                "namespaces": [{ "type": "mount" }, { "type": "pid" }, { "type": "uts" }, { "type": "ipc" }%s]%s
              }
            }
            """;

    private HandWrittenConfig() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("jlinux-bundle");
        Path file = directory.resolve("config.json");
        try {
            Files.writeString(file, config(args[0]).replace("\"uts\"", "\"uts \""));
            try {
                OciBundle.load(directory);
            } catch (OciConfigException e) {
                System.out.println("a mistake: " + e.getMessage());
            }
            Files.writeString(file, config(args[0]));
            run(OciBundle.load(directory));
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
    }

    private static void run(OciBundle bundle) throws IOException, InterruptedException {
        long calls = bundle.explain().stream()
                .filter(line -> !line.contains("parent: "))
                .count();
        System.out.println(
                "it becomes " + (calls > 20 ? "a list of system calls, among them" : calls + " system calls"));
        for (String call : new String[] {"clone3", "fsmount", "pivot_root", "sethostname", "execve"}) {
            if (bundle.explain().stream().anyMatch(line -> line.contains(call + "("))) System.out.println("  " + call);
        }
        ContainerResult result = bundle.capture();
        System.out.print(result.out());
        System.out.println("ended: " + result.outcome());
    }

    /** An ordinary user needs a user namespace, in which it is root. */
    private static String config(String root) {
        if (Capability.effective().contains(Capability.SYS_ADMIN)) return String.format(CONFIG, root, "", "");
        OciConfig rootless = OciConfig.rootlessTemplate();
        long uid = rootless.linux().uidMappings().get(0).outside();
        long gid = rootless.linux().gidMappings().get(0).outside();
        String maps = ", \"uidMappings\": [{ \"containerID\": 0, \"hostID\": " + uid + ", \"size\": 1 }]"
                + ", \"gidMappings\": [{ \"containerID\": 0, \"hostID\": " + gid + ", \"size\": 1 }]";
        return String.format(CONFIG, root, ", { \"type\": \"user\" }", maps);
    }
}
