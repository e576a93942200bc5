package io.jlinux.oci.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.oci.spec.OciConfigException;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class ScopeNameTest {
    @ParameterizedTest
    @CsvSource({
        "machine.slice:libpod:abc, machine.slice, libpod-abc.scope",
        "kubepods-besteffort-pod1.slice:cri-containerd:abc, kubepods-besteffort-pod1.slice, cri-containerd-abc.scope",
        ":docker:abc, system.slice, docker-abc.scope",
        "a.slice::abc, a.slice, abc.scope",
        "a.slice:x:b.slice, a.slice, x-b.slice.scope",
    })
    void sliceAndUnit(String path, String slice, String unit) {
        assertThat(ScopeName.of(Optional.of(path), "id", false)).isEqualTo(new ScopeName(slice, unit));
    }

    @Test
    void withoutAPathTheDefaultsAreRuncs() {
        assertThat(ScopeName.of(Optional.empty(), "id", false))
                .isEqualTo(new ScopeName("system.slice", "runc-id.scope"));
        assertThat(ScopeName.of(Optional.of(""), "id", true)).isEqualTo(new ScopeName("user.slice", "runc-id.scope"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/path", "a.slice:x", "a.slice:x:y:z", "a.slice:x:"})
    void whatIsNoneIsAnErrorOfTheConfig(String path) {
        assertThatThrownBy(() -> ScopeName.of(Optional.of(path), "id", false))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("/linux/cgroupsPath");
    }
}
