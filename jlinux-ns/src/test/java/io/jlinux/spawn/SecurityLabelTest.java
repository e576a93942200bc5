package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.security.SecurityLabel;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The label of a security module: set where the kernel has it, an error that says so where it has not. */
@NoLeaks
class SecurityLabelTest {
    @Test
    void whatIsWrittenIsTheModulesOwn() {
        assertThat(SecurityLabel.appArmor("docker-default").content()).isEqualTo("exec docker-default");
        assertThat(SecurityLabel.selinux("u:r:t:s0").content()).isEqualTo("u:r:t:s0");
        assertThat(SecurityLabel.selinux("u:r:t:s0").file()).isEqualTo("attr/exec");
        assertThatIllegalArgumentException().isThrownBy(() -> SecurityLabel.appArmor(""));
        assertThatIllegalArgumentException().isThrownBy(() -> SecurityLabel.appArmor("a\nb"));
    }

    @Test
    void aModuleThatIsNotThereIsNamedBeforeAnythingIsStarted() throws Exception {
        for (SecurityLabel label :
                new SecurityLabel[] {SecurityLabel.appArmor("unconfined"), SecurityLabel.selinux("u:r:t:s0")}) {
            if (SecurityLabel.isEnabled(label.module())) continue;
            Spawn spawn = Spawn.command("/bin/true").securityLabel(label);
            assertThatThrownBy(spawn::start)
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EOPNOTSUPP))
                    .hasMessageContaining("this host has no ");
        }
    }

    /** The profile that is always there; the virtual machine has AppArmor. */
    @Test
    void anAppArmorProfileIsThatOfTheProgram() throws Exception {
        if (!SecurityLabel.isEnabled(SecurityLabel.Module.APPARMOR)) return;
        try (LinuxProcess p = Spawn.command("/bin/cat", "/proc/self/attr/current")
                .securityLabel(SecurityLabel.appArmor("unconfined"))
                .start()) {
            assertThat(new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("unconfined");
        }
        Spawn unloaded = Spawn.command("/bin/true").securityLabel(SecurityLabel.appArmor("jlinux-not-loaded"));
        assertThatThrownBy(unloaded::start)
                .isInstanceOf(SpawnException.class)
                .hasMessageStartingWith("set AppArmor profile jlinux-not-loaded: ENOENT")
                .hasMessageContaining("apparmor_parser -r");
    }
}
