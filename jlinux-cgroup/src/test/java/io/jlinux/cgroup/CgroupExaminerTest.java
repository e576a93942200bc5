package io.jlinux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jlinux.doctor.Doctor;
import io.jlinux.doctor.Finding;
import io.jlinux.doctor.Report;
import io.jlinux.doctor.State;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import org.junit.jupiter.api.Test;

@NoLeaks
class CgroupExaminerTest {
    @Test
    void theDoctorFindsTheExaminerOfCgroups() {
        assertThat(Doctor.examine().find("cgroup file systems")).isPresent();
    }

    @Test
    @Requires(Requirement.CGROUP_WRITABLE)
    void whoMayMakeACgroupIsToldSo() {
        Report report = Doctor.examine();
        Finding f = report.find("making a cgroup").orElseThrow();
        assertThat(f.state()).as(f.toString()).isEqualTo(State.OK);
        assertThat(report.find("pids limits")).isPresent();
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void whoMayNotIsToldHow() {
        assumeFalse(Requirement.CGROUP_WRITABLE.isMet(), "this user may make cgroups");
        Finding f = Doctor.examine().find("making a cgroup").orElseThrow();
        assertThat(f.state()).isEqualTo(State.MISSING);
        assertThat(f.advice().orElseThrow()).contains("Delegate=yes");
    }
}
