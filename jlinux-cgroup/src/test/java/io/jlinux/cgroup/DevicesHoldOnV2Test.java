package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.cgroup.v2.BpfCode;
import io.jlinux.cgroup.v2.DeviceBpf;
import io.jlinux.cgroup.v2.V2Group;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.Requires;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On hybrid hosts as well: a cgroup that is in no {@code devices} hierarchy gets its program in the v2 one. */
@Requires({ROOT, CGROUP_WRITABLE})
class DevicesHoldOnV2Test extends DevicesHold {
    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost host = CgroupHost.current();
        assumeTrue(host.unified().isPresent(), "no cgroup2 is mounted");
        host.home();
    }

    @Override
    Cgroup create() throws LinuxException {
        return Cgroup.create(Hosts.name(), CgroupLimits.NONE, Set.of());
    }

    @Test
    void whatTheCgroupAboveDeniesStaysDenied() throws Exception {
        try (Cgroup cg = create()) {
            cg.setDevices(List.of(DeviceRule.allow("c 1:3 rwm")));
            try (Cgroup child = cg.createChild("x", CgroupLimits.NONE, Set.of())) {
                child.setDevices(List.of(DeviceRule.allow("a *:* rwm")));
                assertThat(run(child, "exec 3</dev/null && echo fine; exec 3</dev/zero"))
                        .startsWith("fine\n")
                        .contains("not permitted");
            }
        }
    }

    @Test
    void aLongListIsNoProblem() throws Exception {
        try (Cgroup cg = create()) {
            List<DeviceRule> rules = new java.util.ArrayList<>(List.of(DeviceRule.allow("c 1:* rw")));
            for (int i = 0; i < 1000; i++) rules.add(DeviceRule.deny("b " + i + ":3000000000 r"));
            rules.add(DeviceRule.deny("c 1:5 r"));
            cg.setDevices(rules);
            assertThat(run(cg, "exec 3</dev/null && echo fine; exec 3</dev/zero"))
                    .startsWith("fine\n")
                    .contains("not permitted");
        }
    }

    @Test
    void theVerifierIsQuoted() throws Exception {
        try (Cgroup cg = create()) {
            V2Group v2 = Objects.requireNonNull(cg.dirs().unified());
            byte[] noResult = new BpfCode().exit().bytes();
            assertThatThrownBy(() -> DeviceBpf.set(v2.dir(), noResult))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.detail()).contains("R0 !read_ok"));
        }
    }
}
