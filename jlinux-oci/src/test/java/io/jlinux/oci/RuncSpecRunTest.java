package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConsoleSize;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code runc spec} writes, run, and looked at from inside. */
@NoLeaks
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class RuncSpecRunTest extends OnBusybox {
    private static final String LOOK = """
            echo "pid $$"
            echo "hostname $(hostname)"
            echo "uid $(id -u) gid $(id -g) groups $(id -G)"
            while read -r key value; do case $key in
              Cap*|NoNewPrivs:|Seccomp:) echo "$key $value";;
            esac; done < /proc/self/status
            echo "nofile $(ulimit -Sn) $(ulimit -Hn)"
            echo "cwd $(readlink /proc/self/cwd)"
            echo "env $(cat /proc/1/environ | tr '\\0' '|')"
            echo "session $(cut -d' ' -f6 /proc/1/stat)"
            ip link show lo | grep -q 'LOOPBACK,UP' && echo "lo up"
            echo "links $(ls /sys/class/net | grep -v bonding_masters | tr '\\n' ' ')"
            for n in pid net ipc uts mnt cgroup user; do echo "ns $n $(readlink /proc/self/ns/$n)"; done
            echo "fds $(ls /proc/self/fd | tr '\\n' ' ')"
            """;

    @ParameterizedTest
    @ValueSource(strings = {"runc-1.1.json", "runc-1.3.json"})
    void theProcessIsAsConfigured(String fixture) throws Exception {
        OciConfig config = fixture(fixture);
        assertProcess(config, bundle.run(BusyboxBundle.script(config, LOOK)));
    }

    @Test
    @Requires(Requirement.RUNC)
    void theProcessIsAsTheInstalledRuncConfiguresIt() throws Exception {
        Process runc = new ProcessBuilder("runc", "spec", "--bundle", dir.toString())
                .inheritIO()
                .start();
        assertThat(runc.waitFor()).isZero();
        OciConfig config = ConfigReader.read(dir.resolve("config.json"));
        assertProcess(config, bundle.run(BusyboxBundle.script(config, LOOK)));
    }

    private static void assertProcess(OciConfig config, BusyboxBundle.Result result) throws IOException {
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        // CAP_AUDIT_WRITE 29, CAP_KILL 5, CAP_NET_BIND_SERVICE 10; ambient ones want inheritable ones, of which there
        // are none
        assertThat(result.lines())
                .contains(
                        "pid 1",
                        "hostname runc",
                        "uid 0 gid 0 groups 0",
                        "CapInh: 0000000000000000",
                        "CapPrm: 0000000020000420",
                        "CapEff: 0000000020000420",
                        "CapBnd: 0000000020000420",
                        "CapAmb: 0000000000000000",
                        "NoNewPrivs: 1",
                        "nofile 1024 1024",
                        "cwd /",
                        "env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin|TERM=xterm|HOME=/|",
                        "session 1",
                        "lo up",
                        "links lo ",
                        "fds 0 1 2 3 ");
        for (Namespace type : Namespace.values()) {
            String file = type == Namespace.MOUNT ? "mnt" : type.ociName().replace("network", "net");
            Path own = Path.of("/proc/thread-self/ns", file);
            if (type == Namespace.TIME || !Files.exists(own)) continue;
            String line = "ns " + file + " " + Files.readSymbolicLink(own);
            if (config.namespace(type).isPresent()) assertThat(result.lines()).doesNotContain(line);
            else assertThat(result.lines()).contains(line);
        }
    }

    @Test
    void everyMountHasItsTypeAndItsOptions() throws Exception {
        MountTable mounts =
                MountTable.parse(bundle.sh("cat /proc/self/mountinfo").lines());

        assertThat(mounts.get("/").options()).contains("ro");
        assertThat(mounts.get("/proc").type()).isEqualTo("proc");
        assertThat(mounts.get("/proc").options()).contains("rw", "relatime");
        assertThat(mounts.get("/dev").type()).isEqualTo("tmpfs");
        assertThat(mounts.get("/dev").options())
                .contains("rw", "nosuid")
                .doesNotContain("relatime", "noatime", "nodev");
        assertThat(mounts.get("/dev").superblock()).contains("size=65536k", "mode=755");
        assertThat(mounts.get("/dev/pts").type()).isEqualTo("devpts");
        assertThat(mounts.get("/dev/pts").options()).contains("nosuid", "noexec", "relatime");
        assertThat(mounts.get("/dev/pts").superblock()).contains("gid=5", "mode=620", "ptmxmode=666");
        assertThat(mounts.get("/dev/shm").type()).isEqualTo("tmpfs");
        assertThat(mounts.get("/dev/shm").source()).isEqualTo("shm");
        assertThat(mounts.get("/dev/shm").options()).contains("nosuid", "nodev", "noexec", "relatime");
        assertThat(mounts.get("/dev/shm").superblock()).contains("size=65536k");
        assertThat(mounts.get("/dev/mqueue").type()).isEqualTo("mqueue");
        assertThat(mounts.get("/dev/mqueue").options()).contains("nosuid", "nodev", "noexec");
        assertThat(mounts.get("/sys").type()).isEqualTo("sysfs");
        assertThat(mounts.get("/sys").options()).contains("ro", "nosuid", "nodev", "noexec", "relatime");
        assertThat(mounts.get("/sys/fs/cgroup").options()).contains("ro", "nosuid", "nodev", "noexec");
        for (String path : List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")) {
            if (!Files.exists(Path.of(path))) continue;
            assertThat(mounts.get(path).type()).as(path).isEqualTo("proc");
            assertThat(mounts.get(path).options()).as(path).contains("ro");
        }
    }

    @Test
    void theRootCannotBeWritten() throws Exception {
        BusyboxBundle.Result result = bundle.sh("touch /file");

        assertThat(result.code()).isNotZero();
        assertThat(result.err()).contains("Read-only file system");
        assertThat(dir.resolve("rootfs/file")).doesNotExist();
    }

    @Test
    void aWritableRootCanBeWritten() throws Exception {
        OciConfig config = OciConfig.template().toBuilder()
                .root(io.jlinux.oci.spec.OciRoot.of("rootfs"))
                .build();

        assertThat(bundle.run(BusyboxBundle.script(config, "echo x > /file")).code())
                .isZero();
        assertThat(dir.resolve("rootfs/file")).hasContent("x");
    }

    @Test
    void theDefaultDevicesAndLinksAreThere() throws Exception {
        List<String> lines = bundle.sh("""
                        for d in null zero full random urandom tty; do stat -c '%n %F %t:%T %a %u:%g' /dev/$d; done
                        for l in fd stdin stdout stderr ptmx core; do echo "$l $(readlink /dev/$l)"; done
                        ls /dev | tr '\\n' ' '; echo
                        head -c 4 /dev/zero | wc -c
                        """).lines();

        assertThat(lines)
                .contains(
                        "/dev/null character special file 1:3 666 0:0",
                        "/dev/zero character special file 1:5 666 0:0",
                        "/dev/full character special file 1:7 666 0:0",
                        "/dev/random character special file 1:8 666 0:0",
                        "/dev/urandom character special file 1:9 666 0:0",
                        "/dev/tty character special file 5:0 666 0:0",
                        "fd /proc/self/fd",
                        "stdin /proc/self/fd/0",
                        "stdout /proc/self/fd/1",
                        "stderr /proc/self/fd/2",
                        "ptmx pts/ptmx");
        String all = lines.stream()
                .filter(l -> l.contains("urandom zero"))
                .findFirst()
                .orElse("");
        Set<String> expected = new TreeSet<>(Arrays.asList(
                "fd", "full", "mqueue", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "tty",
                "urandom", "zero"));
        if (Files.exists(Path.of("/proc/kcore"))) expected.add("core");
        assertThat(all.split(" ")).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void maskedPathsReadAsEmptyAndReadonlyOnesCannotBeWritten() throws Exception {
        List<String> lines = bundle.sh("""
                        for f in kcore keys latency_stats timer_list sched_debug; do
                          test -e /proc/$f && echo "$f <$(cat /proc/$f)>"
                        done
                        for d in /proc/acpi /proc/scsi /sys/firmware /proc/asound; do
                          test -e $d && echo "$d <$(ls $d)>"
                        done
                        (echo x > /sys/firmware/x) 2>&1
                        (echo 1 > /proc/sys/kernel/panic) 2>&1
                        exit 0
                        """).lines();

        assertThat(lines.stream().filter(l -> l.contains("<"))).isNotEmpty().allMatch(l -> l.endsWith(" <>"));
        assertThat(lines.stream().filter(l -> l.contains("Read-only file system")))
                .hasSize(2);
    }

    @Test
    void theCgroupMountShowsTheContainersOwn() throws Exception {
        OciConfig config = BusyboxBundle.script("""
                cat /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/*/cgroup.procs 2>/dev/null
                ls -d /sys/fs/cgroup/*/jlinux* 2>/dev/null
                exit 0
                """);
        List<String> lines = bundle.run(config).lines();

        // the shell and its cat are the only processes in it, in every hierarchy
        assertThat(lines).isNotEmpty().contains("1").allMatch(l -> l.matches("\\d{1,2}"));
    }

    @Test
    void withATerminalTheStreamsAreItsOtherSide() throws Exception {
        OciConfig config = OciConfig.template()
                .editProcess(p -> p.terminal(true).consoleSize(new OciConsoleSize(25, 90)))
                .withArgs("/bin/sh", "-c", "tty; stty size; stat -c '%t:%T' /dev/console; read -r x; echo \"got $x\"");
        try (OciContainer container = bundle.start(config)) {
            container.process().getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
            container.process().getOutputStream().flush();
            String out = new String(read(container.process().getInputStream()), StandardCharsets.UTF_8);

            assertThat(out.lines().map(String::strip)).contains("25 90", "hello", "got hello", "88:0");
            assertThat(out.lines().map(String::strip)).containsAnyOf("/dev/pts/0", "/dev/console");
            assertThat(container.waitFor().shellCode()).isZero();
        }
    }

    private static byte[] read(InputStream in) throws IOException {
        return in.readAllBytes();
    }

    private static OciConfig fixture(String name) throws IOException {
        try (InputStream in = OciConfig.class.getResourceAsStream(name)) {
            return ConfigReader.read(
                    new String(Optional.ofNullable(in).orElseThrow().readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
