package io.jlinux.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilityTest {
    @Test
    void namesInEveryFormAreTheSame() {
        for (String name : new String[] {"CAP_SYS_ADMIN", "sys_admin", "Cap_Sys_Admin", "21", "CAP_21"}) {
            assertThat(Capability.parse(name)).as(name).contains(Capability.SYS_ADMIN);
        }
        assertThat(Capability.parse("CAP_NONSENSE")).isEmpty();
        assertThat(Capability.parse("CAP_64")).isEmpty();
    }

    @Test
    void aNumberWithoutANameIsLegal() {
        Capability unknown = new Capability(57);
        assertThat(unknown).hasToString("CAP_57");
        assertThat(Capability.parse("CAP_57")).contains(unknown);
        assertThat(Capability.mask(Set.of(unknown, Capability.CHOWN))).isEqualTo(1L << 57 | 1);
        assertThat(Capability.ofMask(1L << 57 | 1)).containsExactly(Capability.CHOWN, unknown);
        assertThatThrownBy(() -> new Capability(64)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thisThreadsSetsAreThoseThatProcShows() throws Exception {
        String status = Files.readString(Path.of("/proc/thread-self/status"));
        assertThat(Capability.mask(Capability.effective())).isEqualTo(mask(status, "CapEff"));
        assertThat(Capability.mask(Capability.bounding())).isEqualTo(mask(status, "CapBnd"));
    }

    private static long mask(String status, String field) {
        String line =
                status.lines().filter(l -> l.startsWith(field)).findFirst().orElseThrow();
        return Long.parseUnsignedLong(line.substring(field.length() + 1).strip(), 16);
    }
}
