package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciSeccomp;
import io.jlinux.oci.spec.SeccompAction;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers run under the filter of their config, with and without noNewPrivileges. */
@NoLeaks
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class SeccompRunTest {
    @TempDir
    Path work;

    @Test
    void theFilterOfTheConfigIsInForce() throws Exception {
        OciSeccomp seccomp = new OciSeccomp(
                SeccompAction.ALLOW,
                OptionalInt.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(new OciSeccomp.Rule(
                        List.of("mkdir", "mkdirat"), SeccompAction.ERRNO, OptionalInt.of(28), List.of())));
        BusyboxBundle bundle = BusyboxBundle.create(work);
        for (boolean noNewPrivileges : new boolean[] {true, false}) {
            OciConfig config = OciConfig.template()
                    .editProcess(p -> p.noNewPrivileges(noNewPrivileges))
                    .editLinux(linux -> linux.seccomp(seccomp));
            BusyboxBundle.Result r =
                    bundle.run(BusyboxBundle.script(config, "mkdir /dev/x; grep Seccomp: /proc/self/status"));
            assertThat(r.err()).contains("No space left on device");
            assertThat(r.out()).contains("Seccomp:\t2");
        }
    }
}
