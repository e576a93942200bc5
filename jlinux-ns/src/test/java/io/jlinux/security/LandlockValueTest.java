package io.jlinux.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.security.Landlock.FileAccess;
import io.jlinux.security.Landlock.PortAccess;
import io.jlinux.security.Landlock.Scope;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What each ABI makes of a ruleset. No kernel. */
@Tag("pure")
class LandlockValueTest {
    private static final Landlock ALL = Landlock.everything()
            .readAndExecute("/usr")
            .readAndWrite("/tmp")
            .bind(8080)
            .connect(443)
            .logging(Landlock.Logging.SUBDOMAINS_OFF);

    @Test
    void eachAbiKnowsMore() {
        assertThat(ALL.enforced(0).isAny()).isFalse();
        long[] files = {0, 0x1fff, 0x3fff, 0x7fff, 0x7fff, 0xffff, 0xffff, 0xffff, 0xffff};
        for (int abi = 0; abi < files.length; abi++) {
            Landlock.Enforced e = ALL.enforced(abi);
            assertThat(Landlock.bits(e.ruleset().files()))
                    .as("files of ABI %d", abi)
                    .isEqualTo(files[abi]);
            assertThat(Landlock.bits(e.ruleset().ports()))
                    .as("ports of ABI %d", abi)
                    .isEqualTo(abi >= 4 ? 3 : 0);
            assertThat(Landlock.bits(e.ruleset().scopes()))
                    .as("scopes of ABI %d", abi)
                    .isEqualTo(abi >= 6 ? 3 : 0);
            assertThat(e.isAll()).as("ABI %d", abi).isEqualTo(abi >= 7);
        }
        assertThat(ALL.enforced(3).missing())
                .containsExactly(
                        "ABSTRACT_UNIX_SOCKET (ABI 6)",
                        "BIND_TCP (ABI 4)",
                        "CONNECT_TCP (ABI 4)",
                        "IOCTL_DEV (ABI 5)",
                        "SIGNAL (ABI 6)",
                        "SUBDOMAINS_OFF (ABI 7)");
    }

    @Test
    void aRuleHasNothingThatIsNotHandled() {
        Landlock.Enforced one = ALL.enforced(1);
        for (Landlock.PathRule r : one.ruleset().pathRules()) {
            assertThat(one.ruleset().files()).containsAll(r.access());
        }
        assertThat(one.ruleset().portRules()).isEmpty();
        assertThatThrownBy(() -> Landlock.handling(EnumSet.of(FileAccess.EXECUTE), Set.of(), Set.of())
                        .allow("/", FileAccess.READ_FILE))
                .hasMessageContaining("not handled");
        assertThatThrownBy(() -> Landlock.filesystem().bind(80)).hasMessageContaining("not handled");
        assertThat(Landlock.handling(EnumSet.of(FileAccess.EXECUTE), Set.of(), Set.of())
                        .readAndExecute("/usr")
                        .pathRules()
                        .get(0)
                        .access())
                .containsExactly(FileAccess.EXECUTE);
    }

    @Test
    void aFileHasNoAccessesOfDirectories() {
        Landlock.PathRule rule = ALL.pathRules().get(1);
        assertThat(rule.mask(true)).isEqualTo(0x4006); // write, read, truncate
        assertThat(rule.mask(false) & rule.mask(true)).isEqualTo(rule.mask(true));
    }

    @Test
    void badRulesAreRefused() {
        assertThatThrownBy(() -> Landlock.filesystem().readOnly("etc")).hasMessageContaining("absolute");
        assertThatThrownBy(() -> Landlock.everything().connect(70_000)).hasMessageContaining("not a port");
        assertThat(Landlock.handling(Set.of(), Set.of(PortAccess.BIND_TCP), Set.of(Scope.SIGNAL))
                        .isEmpty())
                .isFalse();
    }
}
