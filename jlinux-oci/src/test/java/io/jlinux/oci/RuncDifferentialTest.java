package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciUser;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same bundle, run by runc and by us, looks the same from inside. */
@NoLeaks
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC, Requirement.RUNC})
class RuncDifferentialTest {
    private static final String LOOK = """
            id; hostname; pwd; umask; echo "pid $$"
            grep -e ^Cap -e NoNewPrivs -e ^Groups -e Seccomp: -e ^Uid -e ^Gid /proc/self/status
            cat /proc/self/limits
            tr '\\0' '\\n' < /proc/1/environ
            cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/shm_rmid_forced /proc/self/oom_score_adj
            for f in $(ls -A /dev); do stat -c '%n %F %t:%T %a %u:%g' /dev/$f; readlink /dev/$f; done
            ls -A /sys/class/net; ip addr show lo | grep -e inet -e LOOPBACK
            for p in /proc/kcore /proc/keys /proc/timer_list /sys/firmware /proc/scsi /proc/acpi; do
              test -e $p && stat -c '%n %F %t:%T' $p
            done
            ls -A /
            (echo x > /x) 2>&1; (echo 1 > /proc/sys/kernel/panic) 2>&1
            """;

    @TempDir
    Path dir;

    private BusyboxBundle bundle;

    @BeforeEach
    void makeBundle() throws Exception {
        bundle = BusyboxBundle.create(dir);
        // runc leaves the mount points that it made; so both find them
        for (String name : List.of("proc", "dev", "sys", "data", "tmp")) {
            Files.createDirectory(bundle.root().resolve(name));
        }
    }

    private List<String> byRunc(OciConfig config) throws IOException, InterruptedException {
        Files.writeString(dir.resolve("config.json"), ConfigWriter.toJson(config));
        Path out = dir.resolve("out");
        Path err = dir.resolve("err");
        Process runc = new ProcessBuilder(
                        "runc",
                        "--root",
                        dir.resolve("state").toString(),
                        "run",
                        "--bundle",
                        dir.toString(),
                        BusyboxBundle.id())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(runc.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(err)).isEmpty();
        assertThat(runc.exitValue()).isZero();
        return Files.readAllLines(out);
    }

    private static OciConfig script(String script) {
        // runc's default of umask is 0022; the spec does not ask for it
        return BusyboxBundle.script(script)
                .editProcess(p -> p.user(new OciUser(0, 0, OptionalInt.of(0022), List.of())));
    }

    private void assertSame(OciConfig config) throws Exception {
        BusyboxBundle.Result ours = bundle.run(config);
        assertThat(ours.err()).isEmpty();
        assertThat(ours.lines()).containsExactlyElementsOf(byRunc(config));
    }

    @Test
    void ofTheTemplate() throws Exception {
        assertSame(script(LOOK + "exit 0\n"));
    }

    @Test
    void ofAUserWithGroupsSysctlsAndLimits() throws Exception {
        OciConfig config = script(LOOK + "exit 0\n")
                .editProcess(p -> p.user(new OciUser(1000, 1001, OptionalInt.of(0077), List.of(5L, 6L)))
                        .oomScoreAdj(300)
                        .cwd("/tmp"))
                .withMount(OciMount.of("/tmp", "tmpfs", "tmpfs", "mode=1777"))
                .editLinux(l -> l.sysctl("net.ipv4.ip_forward", "1").sysctl("kernel.shm_rmid_forced", "1"));

        assertSame(config);
    }

    @Test
    void ofTheMounts() throws Exception {
        OciConfig config = script("cat /proc/self/mountinfo; exit 0")
                .withMount(OciMount.bind(
                        "/data", Files.createDirectory(dir.resolve("source")).toString(), "ro", "nosuid", "rprivate"))
                .withMount(OciMount.of("/tmp", "tmpfs", "tmpfs", "nosuid", "noexec", "size=1m", "mode=1777"));

        assertThat(mounts(bundle.run(config).lines())).containsExactlyInAnyOrderElementsOf(mounts(byRunc(config)));
    }

    /**
     * The mounts without what may differ: the numbers; the cgroup mounts, of which runc makes more (all hierarchies of the
     * host); what hides a masked path, for which runc takes the container's null device and a tmpfs of the default size;
     * the "ro" of the file system itself, which runc sets and we leave to the mount.
     */
    private static List<String> mounts(List<String> lines) {
        Stream<MountLine> mounts = lines.stream().map(MountLine::parse);
        return mounts.filter(m -> !m.target().startsWith("/sys/fs/cgroup"))
                .map(RuncDifferentialTest::comparable)
                .toList();
    }

    private static String comparable(MountLine m) {
        if (OciConfig.template().linux().maskedPaths().contains(m.target())) return "masked " + m.target();
        return String.join(
                " ",
                m.root(),
                m.target(),
                writable(m) + sorted(m.options()),
                m.type(),
                m.source(),
                sorted(m.superblock()));
    }

    private static String writable(MountLine m) {
        return m.options().contains("ro") ? "ro," : "rw,";
    }

    private static String sorted(Set<String> options) {
        return options.stream()
                .filter(o -> !o.equals("ro") && !o.equals("rw"))
                .sorted()
                .collect(Collectors.joining(","));
    }
}
