package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.oci.spec.OciCapabilities;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciUser;
import io.jlinux.security.Rlimit;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Every property of {@code process} but those of runc's template. */
@NoLeaks
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class ProcessPropertiesTest extends OnBusybox {
    private static final String CAPS =
            "while read -r k v; do case $k in Cap*) echo $k $v;; esac; done < /proc/self/status";

    @Test
    void userGroupsAndUmask() throws Exception {
        OciUser user = new OciUser(1000, 1001, OptionalInt.of(0027), List.of(5L, 2000L));
        OciConfig config = BusyboxBundle.script("id -u; id -g; id -G; umask").editProcess(p -> p.user(user));

        assertThat(bundle.run(config).lines()).containsExactly("1000", "1001", "1001 5 2000", "0027");
    }

    @Test
    void aUserWithoutAmbientCapabilitiesHasNone() throws Exception {
        OciConfig config = BusyboxBundle.script(CAPS)
                .withUser(1000, 1000)
                .editProcess(p -> p.capabilities(OciCapabilities.of("CAP_KILL")));

        // an execve as an ordinary user leaves the bounding set only
        assertThat(bundle.run(config).lines())
                .contains(
                        "CapEff: 0000000000000000",
                        "CapPrm: 0000000000000000",
                        "CapInh: 0000000000000000",
                        "CapAmb: 0000000000000000",
                        "CapBnd: 0000000000000020");
    }

    @Test
    void aUserKeepsAmbientCapabilities() throws Exception {
        List<String> kill = List.of("CAP_KILL");
        OciCapabilities caps = new OciCapabilities(List.of("CAP_KILL", "CAP_CHOWN"), kill, kill, kill, kill);
        OciConfig config = BusyboxBundle.script(CAPS).withUser(1000, 1000).editProcess(p -> p.capabilities(caps));

        assertThat(bundle.run(config).lines())
                .containsExactlyInAnyOrder(
                        "CapInh: 0000000000000020",
                        "CapPrm: 0000000000000020",
                        "CapEff: 0000000000000020",
                        "CapBnd: 0000000000000021",
                        "CapAmb: 0000000000000020");
    }

    @Test
    void withoutCapabilitiesThereAreNone() throws Exception {
        OciConfig config = BusyboxBundle.script(CAPS).editProcess(p -> p.capabilities(OciCapabilities.NONE));

        assertThat(bundle.run(config).lines()).hasSize(5).allMatch(l -> l.endsWith(" 0000000000000000"));
    }

    @Test
    void anUnknownCapabilityIsLeftOut() throws Exception {
        OciConfig config =
                BusyboxBundle.script(CAPS).editProcess(p -> p.capabilities(OciCapabilities.of("CAP_KILL", "CAP_NEW")));

        assertThat(bundle.run(config).lines()).contains("CapEff: 0000000000000020");
    }

    @Test
    void withoutNoNewPrivilegesItIsNotSet() throws Exception {
        OciConfig config =
                BusyboxBundle.script("grep NoNewPrivs /proc/self/status").editProcess(p -> p.noNewPrivileges(false));

        assertThat(bundle.run(config).out()).isEqualTo("NoNewPrivs:\t0\n");
    }

    @Test
    void theWorkingDirectoryIsMadeWhereItIsMissing() throws Exception {
        OciConfig config =
                BusyboxBundle.writable("readlink /proc/self/cwd; stat -c %a .").withCwd("/some/new/place");

        assertThat(bundle.run(config).lines()).containsExactly("/some/new/place", "755");
        assertThat(bundle.root().resolve("some/new/place")).isDirectory();
    }

    @Test
    void theWorkingDirectoryIsMadeInsideAMount() throws Exception {
        OciConfig config = BusyboxBundle.script("readlink /proc/self/cwd").withCwd("/dev/shm/a");

        assertThat(bundle.run(config).lines()).containsExactly("/dev/shm/a");
    }

    @Test
    void theWorkingDirectoryOfAnotherUserNeedsNoRightsOfTheUser() throws Exception {
        OciConfig config = BusyboxBundle.writable("readlink /proc/self/cwd")
                .withUser(1000, 1000)
                .withCwd("/home/user");

        assertThat(bundle.run(config).lines()).containsExactly("/home/user");
    }

    @Test
    void resourceLimitsAreSet() throws Exception {
        OciConfig config = BusyboxBundle.script("ulimit -Sn; ulimit -Hn; ulimit -Sc; ulimit -Hf")
                .editProcess(p -> p.rlimit(new Rlimit(Rlimit.Resource.NOFILE, 100, 200))
                        .rlimit(Rlimit.of(Rlimit.Resource.CORE, 0))
                        .rlimit(Rlimit.of(Rlimit.Resource.FSIZE, 1 << 20)));

        assertThat(bundle.run(config).lines()).containsExactly("100", "200", "0", "2048");
    }

    /** As runc: the directory is entered by whoever starts the program. */
    @Test
    void theWorkingDirectoryMayBeOneThatOnlyRootMayEnter() throws Exception {
        Path root = Files.createDirectory(bundle.root().resolve("root"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        OciConfig config =
                BusyboxBundle.script("readlink /proc/self/cwd; id -u; cd /root").withUser(1000, 1000);

        BusyboxBundle.Result result = bundle.run(config.editProcess(p -> p.cwd("/root")));

        assertThat(result.lines()).containsExactly("/root", "1000");
        assertThat(result.err()).contains("Permission denied");
        assertThat(bundle.exec(
                        "readlink /proc/self/cwd; id -u",
                        p -> p.user(OciUser.of(1000, 1000)).cwd("/root")))
                .isEqualTo("/root\n1000\n");
    }

    @Test
    void oomScoreAdjIsSetOrLeft() throws Exception {
        OciConfig config = BusyboxBundle.script("cat /proc/self/oom_score_adj");
        String own = Files.readString(Path.of("/proc/self/oom_score_adj"));

        assertThat(bundle.run(config).out()).isEqualTo(own);
        assertThat(bundle.run(config.editProcess(p -> p.oomScoreAdj(500))).out())
                .isEqualTo("500\n");
    }

    @Test
    void theEnvironmentIsWhatIsConfiguredAndAHome() throws Exception {
        OciConfig config = OciConfig.template()
                .withTerminal(false)
                .withArgs("/bin/cat", "/proc/self/environ")
                .editProcess(p -> p.env(List.of("B=2", "A=1=1", "EMPTY=", "Ü=ä b")));

        assertThat(bundle.run(config).out()).isEqualTo("B=2\0A=1=1\0EMPTY=\0Ü=ä b\0HOME=/\0");
    }

    @Test
    void theProgramIsSearchedInTheContainersPath() throws Exception {
        Files.move(bundle.root().resolve("bin"), bundle.root().resolve("tools"));
        OciConfig config = OciConfig.template()
                .withTerminal(false)
                .withArgs("readlink", "/proc/self/exe")
                .withEnv("PATH", "/nonexistent:/tools");

        assertThat(bundle.run(config).out()).isEqualTo("/tools/busybox\n");
    }

    @Test
    void aRelativeProgramIsOneOfTheWorkingDirectory() throws Exception {
        OciConfig config = OciConfig.template()
                .withTerminal(false)
                .withArgs("./busybox", "echo", "here")
                .withCwd("/bin");

        assertThat(bundle.run(config).out()).isEqualTo("here\n");
    }
}
