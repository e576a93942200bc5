package io.jlinux.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The doctor tells what is, and for each no what to do. */
@NoLeaks
class DoctorTest {
    private static final KernelFeatures NOTHING =
            new KernelFeatures(false, false, false, false, false, false, false, false, false, false);

    @Test
    void everySubjectIsThereOnceAndEveryNoHasAnAdvice() {
        Report report = Doctor.examine();
        Set<String> subjects = new HashSet<>();
        for (Finding f : report.findings()) {
            assertThat(subjects.add(f.subject())).as(f.subject()).isTrue();
            if (f.state() == State.OK) continue;
            assertThat(f.meaning()).as(f.subject()).isNotEmpty();
            assertThat(f.advice()).as(f.subject()).isPresent();
        }
        assertThat(subjects)
                .contains("JNA", "java.io.tmpdir", "native access", "clone3", "user namespaces", "proc of its own")
                .contains("net namespaces", "ranges of ids", "seccomp", "Landlock", "numbers of namespaces");
        assertThat(report.findings()).extracting(Finding::area).doesNotContain("doctor");
        assertThat(report.find("JNA").orElseThrow().found()).matches("loaded, version \\d+\\.\\d+.*");
        assertThat(report.text(false)).contains(report.host()).doesNotContain("\u001b");
        assertThat(report.text(true)).contains("\u001b[32mok");
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void whatTheTestsDoOnThisHostIsFoundToWork() {
        Report report = Doctor.examine();
        for (String subject :
                Set.of("user namespaces", "pid namespaces", "net namespaces", "root in a user namespace")) {
            assertThat(report.find(subject).orElseThrow().state()).as(subject).isEqualTo(State.OK);
        }
    }

    @Test
    @Requires({Requirement.NEWUIDMAP, Requirement.NOT_ROOT})
    void rangesOfAnOrdinaryUserAreReallyMapped() {
        Finding f = Doctor.examine().find("ranges of ids").orElseThrow();
        assertThat(f.state()).as(f.toString()).isEqualTo(State.OK);
        assertThat(f.found()).contains("newuidmap");
    }

    @Test
    void aKernelWithoutAnythingIsLimitedAndItsFeaturesAreNamedWithTheirKernel() {
        assertThat(KernelExaminer.examine(NOTHING)).hasSize(9).allSatisfy(f -> {
            assertThat(f.state()).isEqualTo(State.LIMITED);
            assertThat(f.advice().orElseThrow()).containsPattern("needs Linux 5\\.\\d+;");
        });
    }

    @Test
    void landlockIsToldByItsLevel() {
        Finding none = SecurityExaminer.landlock(-Errno.ENOSYS.number());
        assertThat(none.state()).isEqualTo(State.MISSING);
        assertThat(none.advice().orElseThrow()).contains("5.13");
        Finding off = SecurityExaminer.landlock(-Errno.EOPNOTSUPP.number());
        assertThat(off.state()).isEqualTo(State.MISSING);
        assertThat(off.advice().orElseThrow()).contains("lsm=landlock");
        Finding third = SecurityExaminer.landlock(3);
        assertThat(third.state()).isEqualTo(State.LIMITED);
        assertThat(third.meaning()).contains("TCP ports (4, 6.7)").doesNotContain("truncation");
        assertThat(SecurityExaminer.landlock(99).state()).isEqualTo(State.OK);
    }

    @Test
    void theMountOfAPathIsTheDeepest() throws Exception {
        assertThat(JvmExaminer.mountOf(Path.of("/proc/sys/kernel"))
                        .orElseThrow()
                        .target())
                .startsWith("/proc");
        Path dir = Files.createTempDirectory("jlinux-doctor");
        try {
            assertThat(JvmExaminer.mountOf(dir)).isPresent();
        } finally {
            Files.delete(dir);
        }
    }
}
