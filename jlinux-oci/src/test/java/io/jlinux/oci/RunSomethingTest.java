package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.mount.Rootfs;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.ns.NetworkPoolOptions;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.spawn.Outcome;
import io.jlinux.spawn.RunLimits;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Something is run in a root, in a few words: by root, and in one of the stages by an ordinary user. */
@NoLeaks
@Timeout(180)
@Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
class RunSomethingTest {
    @TempDir
    Path dir;

    private OciBundle bundle;
    private Path root;

    @BeforeAll
    static void openWhatStaysOpen() throws Exception {
        CgroupHost host = CgroupHost.current();
        if (host.mode() != CgroupHost.Mode.NONE) host.home();
    }

    @BeforeEach
    void makeRoot() throws IOException {
        root = BusyboxBundle.create(dir).root();
        bundle = OciBundle.ofRootfs(root);
    }

    private ContainerResult sh(OciBundle b, String script) throws Exception {
        return b.command("sh", "-c", script).capture();
    }

    private String out(OciBundle b, String script) throws Exception {
        ContainerResult r = sh(b, script);
        assertThat(r.isSuccess()).as(r.toString()).isTrue();
        return r.out();
    }

    @Test
    void aRootOfADirectory() throws Exception {
        ContainerResult r = sh(bundle, "echo $$ $(id -u) $(hostname); ls /; echo oops >&2; exit 7");

        assertThat(r.out()).startsWith("1 0 container\n").contains("bin\n", "proc\n");
        assertThat(r.err()).isEqualTo("oops\n");
        assertThat(r.code()).isEqualTo(7);
        assertThat(r.outcome().kind()).isEqualTo(Outcome.Kind.EXITED);
    }

    @Test
    void theHostsProgramsAndNothingElseOfIt() throws Exception {
        ContainerResult r = OciBundle.ofHost()
                .command("/bin/sh", "-c", "ls -d /root /home /var /etc/shadow 2>/dev/null; touch /usr/x; echo end")
                .capture();

        assertThat(r.out()).isEqualTo("end\n");
        assertThat(r.err()).contains("Read-only file system");
    }

    @Test
    void theRootIsReadOnlyOrWritableOrThrownAway() throws Exception {
        assertThat(sh(bundle, "touch /new").err()).contains("Read-only file system");
        assertThat(out(bundle, "touch /tmp/new && echo made")).isEqualTo("made\n");

        assertThat(out(bundle.throwAway(), "echo x > /new; cat /new")).isEqualTo("x\n");
        assertThat(root.resolve("new")).doesNotExist();
        assertThat(out(OciBundle.of(Rootfs.overlay(root)).writable(), "echo x > /new; cat /new"))
                .isEqualTo("x\n");
        assertThat(root.resolve("new")).doesNotExist();

        assertThat(out(bundle.writable(), "echo y > /new; cat /new")).isEqualTo("y\n");
        assertThat(root.resolve("new")).hasContent("y");
        assertThatIllegalStateException().isThrownBy(() -> OciBundle.ofHost().throwAway());
    }

    @Test
    void itsEnvironmentIsItsOwn() throws Exception {
        OciBundle b = bundle.env("A", "1")
                .env(Map.of("B", "2=3"))
                .env("A", "4")
                .workingDirectory("/bin")
                .hostname("box");

        assertThat(out(b, "echo $A $B; pwd; hostname; echo ${JAVA_HOME-none}").lines())
                .containsExactly("4 2=3", "/bin", "box", "none");
    }

    @Test
    void mounts() throws Exception {
        Path data = Files.createDirectory(dir.resolve("data"));
        Files.writeString(data.resolve("file"), "content\n");
        assertThat(out(bundle.bind(data, "/data"), "cat /data/file; touch /data/x 2>/dev/null || echo refused"))
                .isEqualTo("content\nrefused\n");
        assertThat(out(bundle.bindWritable(data, "/data"), "echo new > /data/new; echo done"))
                .isEqualTo("done\n");
        assertThat(data.resolve("new")).hasContent("new");
        assertThat(out(bundle.tmpfs("/scratch", 1 << 20), "df -k /scratch | tail -n 1")
                        .split(" +")[1])
                .isEqualTo("1024");
        assertThat(out(bundle.mount(OciMount.of("/more", "tmpfs", "tmpfs")), "touch /more/x && echo made"))
                .isEqualTo("made\n");
    }

    @Test
    void itsNetwork() throws Exception {
        String links = "ls /sys/class/net | grep -v bonding_masters | tr '\\n' ' '; readlink /proc/self/ns/net";
        String here =
                Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
        assertThat(out(bundle, links)).startsWith("lo ").doesNotContain(here);
        assertThat(out(bundle.hostNetwork(), links)).contains(here);
        assertThat(out(bundle.hostNetwork().noNetwork(), links))
                .startsWith("lo ")
                .doesNotContain(here);
    }

    @Test
    @Requires(Requirement.ROOT)
    void aNetworkFromAPool() throws Exception {
        try (NetworkNamespacePool pool = NetworkNamespacePool.create(NetworkPoolOptions.ofSize(2))) {
            assertThat(out(bundle.networkFrom(pool), "ip link show lo | grep -c LOOPBACK,UP"))
                    .isEqualTo("1\n");
        }
    }

    @Test
    void anyUser() throws Exception {
        assertThat(out(bundle.user(1234, 567), "id -u; id -g")).isEqualTo("1234\n567\n");
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/:/bin/sh\nada:x:1815:1852::/:/bin/sh\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nada:x:1852:\nengines:x:1837:babbage,ada\n");
        assertThat(out(bundle.user("ada"), "id -u; id -g")).isEqualTo("1815\n1852\n");
        assertThat(out(bundle.user("ada:engines"), "id -u; id -g")).isEqualTo("1815\n1837\n");
        assertThat(out(bundle.user("7:8"), "id -u; id -g")).isEqualTo("7\n8\n");
        assertThatThrownBy(() -> bundle.user("eve"))
                .isInstanceOf(LinuxException.class)
                .hasMessageContainingAll("find user eve: ENOENT", "/etc/passwd");
        assertThatIllegalArgumentException().isThrownBy(() -> bundle.user("-1"));
    }

    @Test
    @Requires(Requirement.ROOT)
    void additionalGroupsOfANamedUser() throws Exception {
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/passwd"), "ada:x:1815:1852::/:/bin/sh\n");
        Files.writeString(root.resolve("etc/group"), "engines:x:1837:babbage,ada\nothers:x:5:adam\n");
        assertThat(out(bundle.user("ada"), "id -G")).isEqualTo("1852 1837\n");
    }

    @Test
    void rights() throws Exception {
        assertThat(out(bundle.capabilities("CAP_NET_RAW"), "grep CapEff /proc/self/status"))
                .isEqualTo("CapEff:\t0000000000002000\n");
        assertThat(out(bundle.edit(c -> c.editProcess(p -> p.noNewPrivileges(false))), "grep NoNew /proc/self/status"))
                .isEqualTo("NoNewPrivs:\t0\n");
    }

    @Test
    void stdinIsATextOrAStream() throws Exception {
        assertThat(bundle.command("cat").capture("hello\n").out()).isEqualTo("hello\n");
        // nobody reads it
        assertThat(bundle.command("true").capture("x".repeat(1 << 20)).code()).isZero();
        try (OciContainer c = bundle.command("cat").start(ContainerIo.pipes())) {
            c.process().getOutputStream().write("streamed".getBytes(StandardCharsets.UTF_8));
            c.process().getOutputStream().close();
            assertThat(new String(c.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("streamed");
        }
    }

    @Test
    void muchOutputIsKeptInPart() throws Exception {
        ContainerResult r = bundle.command("sh", "-c", "echo first; yes | head -c 4000000; echo last")
                .capture();

        assertThat(r.stdout().total()).isEqualTo(4_000_000 + 6 + 5);
        assertThat(r.out()).startsWith("first\n").contains("bytes omitted").endsWith("last\n");
    }

    @Test
    void aTimeLimitKillsAllOfIt() throws Exception {
        ContainerResult r = bundle.command("sh", "-c", "echo up; (sleep 1000 &); sleep 1000")
                .timeout(Duration.ofMillis(Boolean.getBoolean("jlinux.vm") ? 3000 : 500))
                .capture();

        assertThat(r.outcome().kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
        assertThat(r.code()).isEqualTo(137);
        assertThat(r.out()).isEqualTo("up\n");
        assertThat(bundle.command("sleep", "1000")
                        .timeout(Duration.ofMillis(100))
                        .run())
                .isEqualTo(137);
    }

    @Test
    void processorTimeIsLimitedToo() throws Exception {
        ContainerResult r = bundle.command("sh", "-c", "while :; do :; done")
                .limits(RunLimits.NONE.cpuTime(Duration.ofMillis(300)))
                .capture();

        assertThat(r.outcome().kind()).isEqualTo(Outcome.Kind.CPU_LIMIT);
    }

    @Test
    void oneThatWaitsHasNoClock() {
        OciBundle b = bundle.command("true").timeout(Duration.ofSeconds(5));
        OciRuntime runtime = OciRuntime.at(dir.resolve("state"));
        assertThatIllegalStateException()
                .isThrownBy(() -> runtime.create(BusyboxBundle.id(), b, ContainerOptions.of(ContainerIo.none())));
        assertThat(dir.resolve("state")).isEmptyDirectory();
    }

    @Test
    void aLimitIsHeldOrAnError() throws Exception {
        OciBundle limited = bundle.memoryLimit(64 << 20).pidsLimit(20).cpuLimit(0.5);
        try {
            ContainerResult r = sh(limited, "for i in $(seq 40); do sleep 5 & done; echo all");
            assertThat(r.out() + r.err()).contains("can't fork");
        } catch (LinuxException e) {
            assertThat(Requirement.ROOT.isMet()).as(e.getMessage()).isFalse();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> bundle.cpuLimit(0));
    }

    @Test
    void whatIsLeftOutIsAnErrorOfTheConfig() {
        assertThatThrownBy(bundle::capture)
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("/process/args");
        assertThatThrownBy(() -> bundle.command("true").workingDirectory("bin").capture())
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("/process/cwd");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        bundle.command("true").edit(c -> c.withTerminal(true)).capture());
    }

    @Test
    void itHasALifeToo() throws Exception {
        OciRuntime runtime = OciRuntime.at(dir.resolve("state"));
        ContainerIo io = new ContainerIo(Stdio.devNull(), Stdio.pipe(), Stdio.toStdout());
        String id = BusyboxBundle.id();
        try (OciContainer c = runtime.create(id, bundle.command("sh", "-c", "echo hello"), ContainerOptions.of(io))) {
            c.start();
            assertThat(new String(c.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("hello\n");
            c.waitFor();
            c.delete();
        }
    }

    @Test
    void eachIsAnotherValue() throws Exception {
        OciBundle one = bundle.command("sh", "-c", "echo one");
        OciBundle two = one.command("sh", "-c", "echo two");
        assertThat(List.of(one.capture().out(), two.capture().out())).containsExactly("one\n", "two\n");
    }
}
