package io.jlinux.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Mount;
import io.jlinux.mount.MountAttributes;
import io.jlinux.mount.TmpfsOptions;
import io.jlinux.security.Capability;
import io.jlinux.security.CapabilitySets;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rules of Landlock that follow from the mounts: they hold, and they are not in the way. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.USER_NAMESPACES, Requirement.LANDLOCK})
class SandboxLandlockTest {
    /** Root in the sandbox, so that nothing but Landlock and the read-only mounts is in the way. */
    private static Sandbox mighty() {
        return Sandbox.untrusted()
                .withoutSeccomp()
                .identity(new Identity(0, 0, Identity.CALLER))
                .customize(s -> s.capabilities(CapabilitySets.of(Capability.known())));
    }

    @Test
    void allCapabilitiesDoNotGetPastIt() throws Exception {
        String attack =
                "mount -t tmpfs none /usr 2>/dev/null && echo mounted; mount -o remount,rw / 2>/dev/null && echo remounted;"
                        + " mknod /tmp/d c 1 3 2>/dev/null && echo made; echo end";
        assertThat(Ended.text(mighty(), attack)).isEqualTo("end");
        assertThat(Ended.text(mighty().withoutLandlock(), attack)).contains("mounted");
    }

    @Test
    void whatMountsLetOneWriteCanBeWritten(@TempDir Path files) throws Exception {
        Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxrwxrwx"));
        Sandbox sandbox = Sandbox.untrusted()
                .identity(Identity.caller())
                .bindWritable(files, "/out")
                .mount(Mount.tmpfs("/scratch", "mode=1777"))
                .tmpfs("/more", TmpfsOptions.DEFAULTS.mode(01777));
        String work =
                "set -e; for d in /out /scratch /more /tmp /dev/shm; do mkdir $d/a $d/b; echo x > $d/a/f; mv $d/a/f $d/b/g; ln $d/b/g"
                        + " $d/a/h; ln -s g $d/b/s; : > $d/b/g; mkfifo $d/p; rm -r $d/a $d/b $d/p; done;"
                        + " printf '#!/bin/sh\\necho ran' > /tmp/p; chmod +x /tmp/p; /tmp/p; echo x > /dev/null; echo 500 > /proc/self/oom_score_adj; echo end";
        assertThat(Ended.text(sandbox, work)).isEqualTo("ran\nend");
        assertThat(files).isEmptyDirectory();
    }

    @Test
    void aBindThatIsReadOnlyWithAllBelowItHasNoRuleToWrite() {
        Mount bind = Mount.bind("/usr", "/there");
        MountAttributes readOnly = MountAttributes.NONE.readOnly();
        for (Mount m : List.of(bind.recursiveAttributes(readOnly), bind.attributes(readOnly))) {
            assertThat(SandboxLandlock.rules(Sandbox.untrusted().mount(m).settings()))
                    .isEqualTo(SandboxLandlock.rules(Sandbox.untrusted().settings()));
        }
        assertThat(SandboxLandlock.rules(Sandbox.untrusted().mount(bind).settings()))
                .isNotEqualTo(SandboxLandlock.rules(Sandbox.untrusted().settings()));
    }

    @Test
    void explainShowsItsRules() throws Exception {
        assertThat(String.join("\n", Sandbox.untrusted().explain("/bin/true"))).contains("landlock_restrict_self");
        assertThat(String.join("\n", Sandbox.untrusted().withoutLandlock().explain("/bin/true")))
                .doesNotContain("landlock");
    }
}
