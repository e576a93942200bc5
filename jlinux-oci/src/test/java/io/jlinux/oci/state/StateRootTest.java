package io.jlinux.oci.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("pure")
class StateRootTest {
    /** Of runc: podman calls its runtime as the root of its user's namespace, with the user's environment. */
    @ParameterizedTest
    @CsvSource({
        "0, true, /run/user/7, me, /run/jlinux",
        "0, false, /run/user/7, me, /run/user/7/jlinux",
        "0, false, /run/user/7, , /run/user/7/jlinux",
        "0, false, /run/user/7, root, /run/jlinux",
        "0, false, , me, /run/jlinux",
        "0, false, not/absolute, me, /run/jlinux",
        "7, true, /run/user/7, me, /run/user/7/jlinux",
        "7, true, /run/user/7, root, /run/user/7/jlinux",
    })
    void whereTheStateIs(long uid, boolean initial, String runtime, String user, String root) {
        Map<String, String> environment = new HashMap<>();
        if (runtime != null) environment.put("XDG_RUNTIME_DIR", runtime);
        if (user != null) environment.put("USER", user);
        assertThat(StateRoot.standard(uid, environment, () -> initial).path()).hasToString(root);
    }

    @Test
    void theUserIsTheOneOfTheCall() {
        assertThat(StateRoot.effectiveUid()).isEqualTo(StateRoot.uid());
    }
}
