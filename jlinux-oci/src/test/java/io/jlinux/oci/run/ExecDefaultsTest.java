package io.jlinux.oci.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.oci.spec.OciCapabilities;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciExecCpuAffinity;
import io.jlinux.oci.spec.OciIoPriority;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciScheduler;
import io.jlinux.security.Rlimit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a further process of a container has of it. */
@Tag("pure")
class ExecDefaultsTest {
    private static final OciProcess BARE = OciProcess.builder().args("true").build();

    private final OciConfig config = OciConfig.template()
            .editProcess(p -> p.apparmorProfile("of-the-container")
                    .selinuxLabel("system_u:system_r:container_t:s0:c1,c2")
                    .rlimits(List.of(Rlimit.of(Rlimit.Resource.NOFILE, 77)))
                    .oomScoreAdj(300)
                    .noNewPrivileges(true)
                    .scheduler(scheduler(OciScheduler.Policy.BATCH))
                    .ioPriority(new OciIoPriority(OciIoPriority.SchedulingClass.IDLE, 0))
                    .execCpuAffinity(new OciExecCpuAffinity(Optional.of("0"), Optional.of("0"))));

    private static OciScheduler scheduler(OciScheduler.Policy policy) {
        return new OciScheduler(
                policy,
                OptionalInt.empty(),
                OptionalInt.empty(),
                List.of(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    private final OciProcess own = config.process().orElseThrow();

    @Test
    void whatItDoesNotSayIsTheContainers() {
        assertThat(ExecDefaults.complete(BARE, config))
                .isEqualTo(own.toBuilder()
                        .args("true")
                        .terminal(false)
                        .env(List.of())
                        .noNewPrivileges(false)
                        .build());
    }

    @Test
    void whatItSaysIsItsOwn() {
        OciProcess said = BARE.toBuilder()
                .capabilities(OciCapabilities.NONE)
                .apparmorProfile("its-own")
                .selinuxLabel("system_u:system_r:container_t:s0:c3")
                .rlimits(List.of(Rlimit.of(Rlimit.Resource.CORE, 0)))
                .oomScoreAdj(0)
                .scheduler(scheduler(OciScheduler.Policy.OTHER))
                .ioPriority(new OciIoPriority(OciIoPriority.SchedulingClass.BE, 1))
                .execCpuAffinity(new OciExecCpuAffinity(Optional.of("1"), Optional.empty()))
                .build();

        assertThat(ExecDefaults.complete(said, config)).isEqualTo(said);
    }
}
