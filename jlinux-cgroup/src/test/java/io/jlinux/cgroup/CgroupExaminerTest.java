package io.jlinux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.NativeLibrary;
import io.jlinux.doctor.Doctor;
import io.jlinux.doctor.Finding;
import io.jlinux.doctor.Report;
import io.jlinux.doctor.State;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.util.concurrent.FutureTask;
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
    @Requires(Requirement.ROOT)
    void whoMayNotIsToldHow() throws Exception {
        FutureTask<Report> examined = new FutureTask<>(CgroupExaminerTest::examineAsNobody);
        Thread thread = new Thread(examined, "examiner");
        thread.start();
        Finding f = examined.get().find("making a cgroup").orElseThrow();
        assertThat(f.state()).as(f.toString()).isEqualTo(State.MISSING);
        assertThat(f.advice().orElseThrow()).contains("Delegate=yes");
    }

    /** With the file rights of an ordinary user: setfsuid(2) is the thread's own, which ends with it. */
    private static Report examineAsNobody() {
        NativeLibrary.getInstance("c").getFunction("setfsuid").invokeInt(new Object[] {65_534});
        return Doctor.examine();
    }
}
