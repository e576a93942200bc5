package io.jlinux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class CgroupNameTest {
    @Test
    void slashesSeparateTheParts() {
        assertThat(CgroupName.parts("jobs/42")).containsExactly("jobs", "42");
        assertThat(CgroupName.parts("user@1000.service")).containsExactly("user@1000.service");
        assertThat(CgroupName.parts("io-heavy job:ü")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "a/../b",
                "a\nb",
                "a\0b",
                "memory.max",
                "cgroup.procs",
                "x/tasks",
                "blkio.weight",
                "notify_on_release"
            })
    void badNamesAreRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> CgroupName.parts(name));
    }

    @Test
    void aPartHasAtMost255Bytes() {
        assertThat(CgroupName.parts("x".repeat(255))).hasSize(1);
        assertThatIllegalArgumentException().isThrownBy(() -> CgroupName.parts("x".repeat(256)));
        assertThatIllegalArgumentException().isThrownBy(() -> CgroupName.parts("ü".repeat(128)));
    }
}
