package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Containers that share namespaces, as those of a pod do. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class PodTest extends OnRuntime {
    private static OciConfig in(OciConfig config, OciContainer pause, Namespace... kinds) {
        OciConfig joined = config;
        for (Namespace kind : kinds) {
            String path = "/proc/" + pause.process().pid() + "/ns/" + kind.procName();
            joined = joined.withNamespace(OciNamespace.join(kind, path));
        }
        return joined;
    }

    @Test
    void aSecondContainerIsInTheNamespacesOfTheFirst() throws Exception {
        Path out = dir.resolve("out");
        OciConfig first = BusyboxBundle.script("exec sleep 1000").withHostname("pod");
        try (OciContainer pause =
                runtime.create(BusyboxBundle.id(), OciBundle.of(dir, first), ContainerOptions.of(ContainerIo.none()))) {
            pause.start();
            OciConfig second = in(
                            BusyboxBundle.script("hostname; tr '\\0' ' ' < /proc/1/cmdline; echo;"
                                    + " for n in pid net ipc uts mnt; do readlink /proc/self/ns/$n; done; echo $$"),
                            pause,
                            Namespace.PID,
                            Namespace.NET,
                            Namespace.IPC,
                            Namespace.UTS)
                    .withoutHostname();
            ContainerOptions options =
                    ContainerOptions.of(new ContainerIo(Stdio.devNull(), Stdio.file(out), Stdio.toStdout()));
            try (OciContainer member = runtime.create(BusyboxBundle.id(), OciBundle.of(dir, second), options)) {
                long waiting = member.process().pid();
                assertThat(member.state().pid()).hasValue(waiting);
                member.start();
                assertThat(member.waitFor().shellCode()).isZero();
            }
            List<String> lines = Files.readAllLines(out);
            assertThat(lines.subList(0, 2)).containsExactly("pod", "sleep 1000 ");
            int line = 2;
            for (String kind : List.of("pid", "net", "ipc", "uts")) {
                Path link = Path.of("/proc/" + pause.process().pid() + "/ns/" + kind);
                assertThat(lines.get(line++))
                        .isEqualTo(Files.readSymbolicLink(link).toString());
            }
            Path mount = Path.of("/proc/" + pause.process().pid() + "/ns/mnt");
            assertThat(lines.get(line++))
                    .isNotEqualTo(Files.readSymbolicLink(mount).toString());
            assertThat(lines.get(line)).isNotEqualTo("1");
        }
    }

    @Test
    void itEndsWithTheFirstOfItsPidNamespace() throws Exception {
        try (OciContainer pause = runtime.start(
                BusyboxBundle.id(),
                OciBundle.of(dir, BusyboxBundle.script("exec sleep 1000")),
                ContainerOptions.of(ContainerIo.none()))) {
            OciConfig second = in(BusyboxBundle.script("exec sleep 1000"), pause, Namespace.PID);
            try (OciContainer member = runtime.create(
                    BusyboxBundle.id(), OciBundle.of(dir, second), ContainerOptions.of(ContainerIo.none()))) {
                pause.kill(Signal.KILL);
                assertThat(member.waitFor().signal()).hasValue(9);
                assertThat(member.state().status()).isEqualTo(OciStatus.STOPPED);
            }
        }
        assertThat(runtime.root()).isEmptyDirectory();
    }
}
