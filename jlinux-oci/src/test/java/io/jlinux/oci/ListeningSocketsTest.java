package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Fd;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first process of a container is told of sockets as systemd tells; of a further one, see {@link ContainerExecTest}. */
@NoLeaks
@Timeout(60)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class ListeningSocketsTest extends OnRuntime {
    private static final String SCRIPT = "echo $$ $LISTEN_PID $LISTEN_FDS; readlink /proc/self/fd/3";

    private List<String> said(OciConfig config, boolean created) throws Exception {
        ContainerIo io = new ContainerIo(Stdio.devNull(), Stdio.pipe(), Stdio.pipe());
        try (Fd zero = Fd.open(Path.of("/dev/zero"), Fcntl.O_RDONLY)) {
            ContainerOptions options = ContainerOptions.of(io).listen(List.of(zero));
            OciBundle made = OciBundle.of(dir, config);
            try (OciContainer container =
                    created ? runtime.create(id, made, options) : runtime.start(id, made, options)) {
                if (created) container.start();
                return BusyboxBundle.result(container).lines();
            }
        }
    }

    @Test
    void processOneIsToldThatTheyAreForIt() throws Exception {
        assertThat(said(BusyboxBundle.script(SCRIPT), false)).containsExactly("1 1 1", "/dev/zero");
        assertThat(said(BusyboxBundle.script(SCRIPT), true)).containsExactly("1 1 1", "/dev/zero");
    }

    @Test
    void anotherOneIsNotToldThatTheyAreForProcessOne() throws Exception {
        OciConfig config = BusyboxBundle.script("echo ${LISTEN_PID-unset} $LISTEN_FDS")
                .editLinux(l -> l.namespaces(OciConfig.template().linux().namespaces().stream()
                        .filter(n -> n.type() != Namespace.PID)
                        .toList()));

        assertThat(said(config, false)).containsExactly("unset 1");
    }
}
