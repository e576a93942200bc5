package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciCapabilities;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.security.Capability;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.SpawnException;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Errno;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What other runtimes were broken by, tried on this one: a test for each row of their history but one, run as root, where an escape is
 * one. Links and files of a hostile root are in {@link HostileRootTest}, mount targets that race in {@link RacingRootTest}, users of
 * a hostile {@code /etc/passwd} (CVE-2016-3697, CVE-2026-30892) in {@code ContainerUsersTest}, labels that a false {@code /proc} is to
 * swallow (CVE-2019-16884) in {@link AppArmorTest} and {@link SelinuxTest}, which need such a kernel.
 *
 * <p>The row that is not here is that of image unpackers (CVE-2021-29136, CVE-2026-50163, CVE-2026-17106): these modules have none.
 * A bundle's root is a directory that somebody else has filled.
 */
@NoLeaks
@Timeout(300)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class SecurityTableTest extends BesideTheRoot {
    private static final String LOADER = "lib64/ld-linux-x86-64.so.2";

    private static String text(LinuxProcess p) throws Exception {
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        p.waitFor();
        return out;
    }

    private static ContainerOptions toOut() {
        return ContainerOptions.of(new ContainerIo(Stdio.devNull(), Stdio.pipe(), Stdio.toStdout()));
    }

    /** A loader of the image's own, which is run in the place of what the program is: it tells by what file that was. */
    private void hostileLoader() throws IOException {
        Files.createDirectories(bundle.root().resolve("lib64"));
        Files.copy(bundle.root().resolve("bin/busybox"), bundle.root().resolve(LOADER));
        bundle.root().resolve(LOADER).toFile().setExecutable(true, false);
    }

    /** What the container said, or why it did not start; never that it was {@code java} that ran inside. */
    private void assertIsNotJava(String how, String said) {
        String java = Path.of(System.getProperty("java.home")).getFileName().toString();
        assertThat(said).as(how).doesNotContain("bin/java", java);
    }

    // ---- CVE-2019-5736: /proc/self/exe is the runtime

    @Test
    void aProgramThatIsALinkToProcSelfExeIsNotJava() throws Exception {
        hostileLoader();
        Path link = bundle.root().resolve("bin/readlink");
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("/proc/self/exe"));
        assertIsNotJava("run", run(BusyboxBundle.writable("").withArgs("/bin/readlink", "/proc/self/exe")));
        assertIsNotJava("run in the path", run(BusyboxBundle.writable("").withArgs("readlink", "/proc/self/exe")));
        assertIsNotJava(
                "the magic link itself",
                run(BusyboxBundle.writable("").withArgs("/proc/self/exe", "readlink", "/proc/self/exe")));
        assertIsNotJava("create", created(BusyboxBundle.writable("").withArgs("/bin/readlink", "/proc/self/exe")));
        try (OciContainer container = bundle.start(BusyboxBundle.writable("exec sleep 1000"))) {
            OciProcess program = container.config().process().orElseThrow().toBuilder()
                    .args("/bin/readlink", "/proc/self/exe")
                    .build();
            try (LinuxProcess p = container.exec(program, toOut())) {
                assertIsNotJava("exec", text(p));
            } catch (SpawnException e) {
                assertIsNotJava("exec", String.valueOf(e.getMessage()));
            }
        }
    }

    @Test
    void aScriptWhoseInterpreterIsProcSelfExeIsNotRunByJava() throws Exception {
        hostileLoader();
        Path script = Files.writeString(bundle.root().resolve("bin/script"), "#!/proc/self/exe\n");
        script.toFile().setExecutable(true, false);
        assertIsNotJava("run", run(BusyboxBundle.writable("").withArgs("/bin/script")));
        assertIsNotJava("create", created(BusyboxBundle.writable("").withArgs("/bin/script")));
    }

    private String run(OciConfig config) throws Exception {
        try {
            BusyboxBundle.Result r = bundle.run(config);
            return r.out() + r.err();
        } catch (io.jlinux.sys.LinuxException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private String created(OciConfig config) throws Exception {
        OciRuntime runtime = OciRuntime.at(dir.resolve("state"));
        try (OciContainer c = runtime.create(BusyboxBundle.id(), OciBundle.of(bundle.directory(), config), toOut())) {
            c.start();
            return text(c.process());
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    // ---- CVE-2016-9962: a process that enters is looked at, and its descriptors are taken

    @Test
    void whoEntersCannotBeLookedInto() throws Exception {
        assertNothingIsSeen(BusyboxBundle.writable(WATCH));
    }

    /** A process that joins a user namespace is its root's to look into, unless it is not dumpable. */
    @Test
    void whoEntersAUserNamespaceCannotBeLookedIntoByItsRoot() throws Exception {
        Files.setPosixFilePermissions(dir, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String target : List.of("proc", "dev", "sys"))
            Files.createDirectory(bundle.root().resolve(target));
        String[] all = Capability.known().stream().map(c -> "CAP_" + c.name()).toArray(String[]::new);
        // the same ids: nothing but this flag is in the way then, as a change of ids clears it, too
        assertNothingIsSeen(BusyboxBundle.script(OciConfig.rootlessTemplate(IdMap.range(0, 0, 65_536)), WATCH)
                .editProcess(p -> p.capabilities(OciCapabilities.of(all))));
    }

    /** Tells of what it sees of other processes, but for that of a program of its own root. */
    private static final String WATCH = """
            echo up
            while :; do
              for p in /proc/[0-9]*; do
                case $p in /proc/1|/proc/$$) continue;; esac
                exe=$(readlink $p/exe 2>/dev/null) && case $exe in /bin/busybox*) ;; *) echo "exe $exe";; esac
                case $exe in /memfd*) (echo > $p/exe) 2>/dev/null && echo "written $p/exe";; esac
                for f in $p/fd/*; do
                  to=$(readlink $f 2>/dev/null) && case $to in /dev/null|pipe:*|/|/proc*) ;; *) echo "fd $to";; esac
                done
                for d in $p/cwd $p/root; do
                  to=$(readlink $d 2>/dev/null) && case $to in /|/proc*) ;; *) echo "$d $to";; esac
                done
              done
            done
            """;

    private void assertNothingIsSeen(OciConfig watching) throws Exception {
        try (OciContainer container = bundle.start(watching)) {
            OciProcess program = container.config().process().orElseThrow().toBuilder()
                    .args("/bin/true")
                    .build();
            byte[] up = container.process().getInputStream().readNBytes(3);
            assertThat(new String(up, StandardCharsets.UTF_8)).isEqualTo("up\n");
            for (int i = 0; i < (Boolean.getBoolean("jlinux.vm") ? 5 : 30); i++) {
                try (LinuxProcess p = container.exec(program, ContainerOptions.of(ContainerIo.none()))) {
                    assertThat(p.waitFor()).isZero();
                }
            }
            container.kill(io.jlinux.sys.Signal.KILL);
            container.waitFor();
            String seen = new String(container.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(seen).isEmpty();
        }
    }

    // ---- CVE-2024-21626: a descriptor that was left open, as working directory

    @Test
    void noDescriptorIsAWayOut() throws Exception {
        for (int fd = 3; fd <= 20; fd++) {
            for (String path :
                    List.of("/proc/self/fd/" + fd, "/proc/self/fd/" + fd + "/../..", "/proc/self/task/1/fd/" + fd)) {
                OciConfig config = BusyboxBundle.writable("pwd; ls " + outside + " 2>/dev/null")
                        .withCwd(path);
                String said = run(config);
                assertThat(said).as(path).doesNotContain("file\n").containsAnyOf("directory", "/\n");
            }
        }
    }

    @Test
    void aWorkingDirectoryThatIsALinkToADescriptorIsRefused() throws Exception {
        for (int fd = 3; fd <= 12; fd++) {
            Path link = bundle.root().resolve("work" + fd);
            Files.createSymbolicLink(link, Path.of("/proc/self/fd/" + fd));
            assertThat(run(BusyboxBundle.writable("pwd; ls ../../../..").withCwd("/work" + fd)))
                    .as("fd " + fd)
                    .doesNotContain(dir.getRoot().relativize(dir).getName(0) + "\n");
        }
    }

    // ---- CVE-2019-16884, -19921, 2023-27561, -28642, 2025-54867: something else in the place of /proc and /sys

    @Test
    void whatIsBoundOverProcIsNotWrittenTo() throws Exception {
        Path fake = dir.resolve("fake");
        Files.createDirectories(fake.resolve("sys/net/ipv4"));
        Files.createDirectories(fake.resolve("self/attr"));
        Path sysctl = Files.writeString(fake.resolve("sys/net/ipv4/ip_forward"), "untouched\n");
        Path adj = Files.writeString(fake.resolve("self/oom_score_adj"), "untouched\n");
        OciConfig config = BusyboxBundle.writable("cat /proc/sys/net/ipv4/ip_forward")
                .withMount(OciMount.bind("/proc", fake.toString()))
                .editLinux(l -> l.sysctl("net.ipv4.ip_forward", "1"))
                .editProcess(p -> p.oomScoreAdj(500));
        assertThat(run(config)).isEqualTo("untouched\n");
        assertThat(sysctl).hasContent("untouched");
        assertThat(adj).hasContent("untouched");
    }

    @Test
    void procIsAProcEvenWhereTheImageHasAMountPointForIt() throws Exception {
        Files.createDirectories(bundle.root().resolve("proc/self/attr"));
        Files.writeString(bundle.root().resolve("proc/uptime"), "fake\n");
        String out = run(BusyboxBundle.writable("stat -f -c %T /proc; stat -f -c %T /sys; cat /proc/uptime"));
        assertThat(out).startsWith("proc\nsysfs\n").doesNotContain("fake");
    }

    // ---- CVE-2025-31133, -52565, -52881, -62161, -62596: /dev/null, /dev/pts, redirected writes

    @Test
    void aMaskIsTheHostsNullDeviceWhateverDevIs() throws Exception {
        Path fake = Files.createDirectory(dir.resolve("fake"));
        Files.createSymbolicLink(fake.resolve("null"), outside.resolve("file"));
        Files.createSymbolicLink(fake.resolve("console"), outside.resolve("file"));
        Files.writeString(bundle.root().resolve("key"), "secret");
        OciConfig config = BusyboxBundle.writable("cat /key; echo x > /key; stat -c %t:%T /key")
                .withoutMount("/dev")
                .withMount(OciMount.bind("/dev", fake.toString()))
                .withoutMount("/dev/pts")
                .withoutMount("/dev/shm")
                .withoutMount("/dev/mqueue")
                .editLinux(l -> l.maskedPaths(List.of("/key")));
        assertThat(run(config)).isEqualTo("1:3\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern"})
    void theConsoleIsNeverBoundOntoWhatALinkSays(String target) throws Exception {
        String before = Files.readString(Path.of("/proc/sys/kernel/core_pattern"));
        Path fake = Files.createDirectory(dir.resolve("fake"));
        Files.createSymbolicLink(fake.resolve("console"), Path.of(target));
        OciConfig config = BusyboxBundle.writable("grep -c ' " + target + " ' /proc/self/mountinfo")
                .withTerminal(true)
                .withoutMount("/dev")
                .withMount(OciMount.bind("/dev", fake.toString()))
                .withoutMount("/dev/shm")
                .withoutMount("/dev/mqueue");
        // /dev is mounted last here: pts has to come after it
        OciMount pts = OciConfig.template().mounts().stream()
                .filter(m -> m.target().equals("/dev/pts"))
                .findFirst()
                .orElseThrow();
        OciConfig terminal = config.withoutMount("/dev/pts").withMount(pts);
        assertThatThrownBy(() -> bundle.start(terminal).close())
                .isInstanceOfSatisfying(
                        SpawnException.class,
                        e -> assertThat(e.errno()).isIn(Errno.ELOOP, Errno.ENOENT, Errno.EEXIST, Errno.ENOTDIR));
        assertThat(Path.of("/proc/sys/kernel/core_pattern")).hasContent(before.strip());
    }

    @Test
    void aSysctlGoesToAProcOfItsOwn() throws Exception {
        // the container's own file is something else: the write must not follow it
        OciConfig config = BusyboxBundle.writable("cat /proc/sys/net/ipv4/ip_forward; cat /other")
                .withMount(OciMount.bind(
                        "/proc/sys/net/ipv4/ip_forward", outside.resolve("file").toString()))
                .withMount(OciMount.bind("/other", dir.resolve("outside/file").toString()))
                .editLinux(l -> l.sysctl("net.ipv4.ip_forward", "1"));
        assertThat(run(config)).isEqualTo("of the host\nof the host\n");
    }

    @Test
    void aReadOnlyPathInProcIsOneOfProc() throws Exception {
        String out = run(BusyboxBundle.writable(
                "echo h > /proc/sysrq-trigger; echo x > /proc/sys/kernel/core_pattern; echo end"));
        assertThat(out).contains("end\n").contains("core_pattern: Read-only file system");
        if (Files.exists(Path.of("/proc/sysrq-trigger")))
            assertThat(out).contains("sysrq-trigger: Read-only file system");
    }

    // ---- CVE-2026-41579 and others: devices of the image

    @Test
    void deviceFilesOfTheImageCannotBeUsed() throws Exception {
        try (Scratch s = Scratch.borrow()) {
            String file = bundle.root().resolve("kmsg").toString();
            assertThat(RawSyscall.call(Syscall.MKNODAT, Fcntl.AT_FDCWD, s.string(0, file), 0020666, (1L << 8) | 11))
                    .isZero();
        }
        OciConfig config = BusyboxBundle.writable("head -c 1 /kmsg; echo x > /kmsg; echo end")
                .editProcess(p -> p.capabilities(OciCapabilities.of("CAP_SYSLOG", "CAP_MKNOD")));
        String out = run(config);
        assertThat(out).contains("end\n");
        assertThat(out.split("Operation not permitted", -1)).as(out).hasSize(3);
    }

    @Test
    void defaultDevicesAreTheKernelsOwn() throws Exception {
        Path dev = Files.createDirectory(bundle.root().resolve("dev"));
        for (String name : List.of("null", "zero", "full", "random", "urandom", "tty", "console", "ptmx"))
            Files.createSymbolicLink(dev.resolve(name), outside.resolve("file"));
        String out = run(BusyboxBundle.writable(
                "for d in null zero full random urandom; do stat -c '%F %t:%T' /dev/$d; done; echo x > /dev/null"));
        assertThat(out)
                .isEqualTo("character special file 1:3\ncharacter special file 1:5\ncharacter special file 1:7\n"
                        + "character special file 1:8\ncharacter special file 1:9\n");
    }

    // ---- CVE-2022-24769, -27650, -29162: inheritable capabilities

    @Test
    void inheritableCapabilitiesAreThoseOfTheConfig() throws Exception {
        String show = "grep CapInh /proc/self/status";
        assertThat(run(BusyboxBundle.writable(show))).isEqualTo("CapInh:\t0000000000000000\n");
        List<String> kill = List.of("CAP_KILL");
        OciConfig some = BusyboxBundle.writable(show)
                .editProcess(p -> p.capabilities(new OciCapabilities(kill, kill, kill, kill, List.of())));
        assertThat(run(some)).isEqualTo("CapInh:\t0000000000000020\n");
        // an added one comes to the others, and to no set that it was not added to
        List<String> more = List.of("CAP_KILL", "CAP_NET_RAW");
        String sets = "grep -E 'Cap(Inh|Prm)' /proc/self/status";
        for (List<String> inheritable : List.of(List.<String>of(), kill, more)) {
            OciConfig config = BusyboxBundle.writable("exec sleep 1000")
                    .editProcess(p -> p.capabilities(new OciCapabilities(kill, kill, kill, kill, List.of())));
            try (OciContainer container = bundle.start(config)) {
                OciProcess program = container.config().process().orElseThrow().toBuilder()
                        .args("/bin/sh", "-c", sets)
                        .capabilities(new OciCapabilities(more, more, inheritable, more, List.of()))
                        .build();
                String set = inheritable.equals(more) ? "2020" : inheritable.isEmpty() ? "0000" : "0020";
                try (LinuxProcess p = container.exec(program, toOut())) {
                    assertThat(text(p)).isEqualTo("CapInh:\t000000000000" + set + "\nCapPrm:\t0000000000002020\n");
                }
            }
        }
    }

    // ---- CVE-2023-25809 and escapes by cgroups

    @Test
    void theHostsCgroupsCannotBeWritten() throws Exception {
        List<String> options = List.of("nosuid", "noexec", "nodev", "rw");
        OciMount cgroup = OciMount.of("/sys/fs/cgroup", "cgroup", "cgroup", options.toArray(String[]::new));
        // in every cgroup that is visible: out of it, and by the file of v1 that names a program of the host
        String script = """
                for f in $(find /sys/fs/cgroup -name cgroup.procs); do
                  d=${f%/*}
                  if [ -e $d/../cgroup.procs ]; then (echo $$ > $d/../cgroup.procs) 2>/dev/null && echo escaped $d; fi
                  for r in $d/release_agent $d/../release_agent; do
                    if [ -e $r ]; then (echo /bin/sh > $r) 2>/dev/null && echo written $r; fi
                  done
                done
                echo end
                """;
        for (boolean namespace : List.of(true, false)) {
            OciConfig config = BusyboxBundle.writable(script)
                    .withoutMount("/sys/fs/cgroup")
                    .withMount(cgroup);
            if (namespace) config = config.withNamespace(OciNamespace.create(Namespace.CGROUP));
            String out = bundle.run(config).out();
            assertThat(out).as("cgroup namespace: " + namespace).isEqualTo("end\n");
        }
    }

    @Test
    void aRootlessContainerSeesTheHostsCgroupsReadOnly() throws Exception {
        // no cgroup of its own, and no namespace: what is mounted is the host's
        String script = """
                for f in $(find /sys/fs/cgroup -name cgroup.procs); do
                  mkdir ${f%/*}/x 2>/dev/null && echo made ${f%/*}/x
                  (echo $$ > $f) 2>/dev/null && echo joined $f
                done
                echo end
                """;
        OciConfig config = BusyboxBundle.script(OciConfig.rootlessTemplate(IdMap.range(0, 100_000, 1000)), script)
                .withoutMount("/sys/fs/cgroup")
                .withMount(OciMount.of("/sys/fs/cgroup", "cgroup", "cgroup", "rw"));
        for (String target : List.of("proc", "dev", "sys"))
            Files.createDirectory(bundle.root().resolve(target));
        Files.setPosixFilePermissions(dir, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(run(config)).isEqualTo("end\n");
        assertThat(CgroupHost.current().home().directories()).noneMatch(d -> Files.exists(d.resolve("x")));
    }

    // ---- CVE-2021-43784: lengths

    @Test
    void moreMappingsThanTheKernelTakesAreAnErrorAndNoneIsLost() {
        List<IdMap.Range> ranges = new ArrayList<>();
        for (int i = 0; i < 5000; i++) ranges.add(new IdMap.Range(2L * i, 100_000 + 2L * i, 1));
        OciConfig config = BusyboxBundle.script(OciConfig.rootlessTemplate(), "true")
                .editLinux(l -> l.uidMappings(ranges).gidMappings(ranges));
        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContainingAll("/linux/uidMappings", "340");
    }

    @Test
    void asManyMappingsAsTheKernelTakesAreAllThere() throws Exception {
        Files.setPosixFilePermissions(dir, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String target : List.of("proc", "dev", "sys"))
            Files.createDirectory(bundle.root().resolve(target));
        List<IdMap.Range> ranges = new ArrayList<>();
        // the text of larger numbers would be more than a page
        for (int i = 0; i < IdMap.MAX_RANGES; i++) ranges.add(new IdMap.Range(2L * i, 1_000 + 2L * i, 1));
        OciConfig config = BusyboxBundle.script(
                        OciConfig.rootlessTemplate(new IdMap(ranges, ranges)), "wc -l < /proc/self/uid_map")
                .editProcess(p -> p.user(io.jlinux.oci.spec.OciUser.ROOT));
        assertThat(run(config)).isEqualTo(IdMap.MAX_RANGES + "\n");
    }

    @Test
    void moreTextThanTheKernelTakesIsAnErrorThatSaysSo() throws Exception {
        List<IdMap.Range> ranges = new ArrayList<>();
        for (int i = 0; i < IdMap.MAX_RANGES; i++) ranges.add(new IdMap.Range(2L * i, 1_000_000_000L + 2L * i, 1));
        OciConfig config = BusyboxBundle.script(OciConfig.rootlessTemplate(new IdMap(ranges, ranges)), "true");
        assertThat(run(config)).contains("write uid_map 340 ranges of ids: EINVAL", "less than a page");
    }

    // ---- TIOCSTI: a terminal that is shared with the host

    @Test
    void theHostsTerminalIsNotTheContainers() throws Exception {
        String out = run(BusyboxBundle.writable("(: < /dev/tty) 2>&1; cut -d' ' -f6,7 /proc/1/stat"));
        // a session of its own, and no terminal
        assertThat(out).contains("No such device or address").endsWith("1 0\n");
        OciConfig terminal = OciConfig.template().withArgs("/bin/sh", "-c", "tty; cut -d' ' -f6 /proc/1/stat");
        try (OciContainer c = bundle.start(terminal)) {
            String said = text(c.process());
            assertThat(said).containsAnyOf("/dev/pts/0", "/dev/console").contains("1\r\n");
        }
    }
}
