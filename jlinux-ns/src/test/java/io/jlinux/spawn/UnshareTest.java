package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Mount;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** New namespaces for a child. An ordinary user gets them together with a user namespace. */
@NoLeaks
@Timeout(60)
@Requires(Requirement.USER_NAMESPACES)
class UnshareTest {
    private static final String SHOW =
            "for n in mnt uts ipc user pid net cgroup time; do readlink /proc/self/ns/$n; done";

    private static Spawn in(Spawn spawn, Namespace... kinds) {
        if (!Requirement.ROOT.isMet()) spawn.unshare(Namespace.USER);
        return spawn.unshare(kinds);
    }

    private static Spawn sh(String script) {
        return Spawn.command("/bin/sh", "-c", script);
    }

    static Map<String, String> namespaces(List<String> lines) {
        Map<String, String> map = new TreeMap<>();
        for (String line : lines) map.put(line.replaceFirst(":.*", ""), line);
        return map;
    }

    private static Map<String, String> own() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Namespace n : Namespace.values()) {
            lines.add(Files.readSymbolicLink(Path.of("/proc/self/ns", n.procName()))
                    .toString());
        }
        return namespaces(lines);
    }

    @ParameterizedTest
    @EnumSource(Namespace.class)
    void oneKindIsNewAndTheOthersAreThisJvms(Namespace kind) throws Exception {
        Map<String, String> own = own();
        Map<String, String> child =
                namespaces(Run.text(in(sh(SHOW), kind)).lines().toList());
        for (Namespace n : Namespace.values()) {
            boolean isNew = n == kind || (n == Namespace.USER && !Requirement.ROOT.isMet());
            if (isNew) assertThat(child.get(n.procName())).isNotEqualTo(own.get(n.procName()));
            else assertThat(child.get(n.procName())).isEqualTo(own.get(n.procName()));
        }
    }

    @Test
    void aPlainChildIsInThisJvmsNamespaces() throws Exception {
        assertThat(namespaces(Run.text(sh(SHOW)).lines().toList())).isEqualTo(own());
    }

    @Test
    void allEightAtOnce() throws Exception {
        Map<String, String> own = own();
        Map<String, String> child = namespaces(
                Run.text(sh(SHOW).unshare(Namespace.values())).lines().toList());
        for (String kind : own.keySet()) assertThat(child.get(kind)).as(kind).isNotEqualTo(own.get(kind));
    }

    @Test
    void aNewTimeNamespaceHoldsTheProgramItselfAsPidOne() throws Exception {
        Run run = Run.of(in(
                sh("echo $$; readlink /proc/self/ns/time /proc/self/ns/time_for_children"),
                Namespace.TIME,
                Namespace.PID));
        assertThat(run.lines()).hasSize(3);
        assertThat(run.lines().get(0)).isEqualTo("1");
        assertThat(run.lines().get(1)).isEqualTo(run.lines().get(2)).isNotEqualTo(own().get("time"));
    }

    @Test
    void childSeesPidOne() throws Exception {
        assertThat(Run.text(in(sh("echo $$"), Namespace.PID))).isEqualTo("1");
    }

    @Test
    void theEndOfPidOneIsTheEndOfAll() throws Exception {
        long inner;
        try (LinuxProcess p =
                in(sh("sleep 61 & sleep 62 & echo ready; wait"), Namespace.PID).start()) {
            assertThat(p.getInputStream().read()).isEqualTo('r');
            inner = children(p.pid()).stream().filter(ProcessHandle::isAlive).count();
            assertThat(inner).isEqualTo(2);
            List<ProcessHandle> all = children(p.pid());
            p.destroyForcibly().waitFor();
            for (ProcessHandle h : all) assertThat(h.isAlive()).isFalse();
        }
    }

    private static List<ProcessHandle> children(long pid) {
        return ProcessHandle.of(pid).map(h -> h.children().toList()).orElse(List.of());
    }

    @Test
    void theHostnameIsTheChildsOwn() throws Exception {
        String before = Files.readString(Path.of("/proc/sys/kernel/hostname"));
        Spawn spawn = in(sh("cat /proc/sys/kernel/hostname /proc/sys/kernel/domainname"), Namespace.UTS)
                .hostname("bücher")
                .domainname("example.org");
        assertThat(Run.text(spawn).lines()).containsExactly("bücher", "example.org");
        assertThat(Files.readString(Path.of("/proc/sys/kernel/hostname"))).isEqualTo(before);
    }

    @Test
    void aNewNetworkHasItsLoopbackOnly() throws Exception {
        String script = "tail -n +3 /proc/net/dev | cut -d: -f1; cat /proc/net/fib_trie | grep -c 127.0.0.1";
        Run down = Run.of(in(sh(script), Namespace.NET));
        Run up = Run.of(in(sh(script), Namespace.NET).loopbackUp());
        assertThat(down.lines().get(0).strip()).isEqualTo("lo");
        assertThat(down.lines()).last().isEqualTo("0");
        assertThat(up.lines()).last().isNotEqualTo("0");
    }

    @Test
    void aMountIsTheChildsOwn() throws Exception {
        String script = "grep -c ' /tmp tmpfs.*size=1024k' /proc/self/mounts; ls -A /tmp";
        Run run = Run.of(in(sh(script), Namespace.MOUNT).mount(Mount.tmpfs("/tmp", "size=1m")));
        assertThat(run.lines()).containsExactly("1");
    }

    @Test
    void aSysctlIsTheChildsOwn() throws Exception {
        Spawn spawn = in(sh("cat /proc/sys/net/ipv4/ip_forward"), Namespace.NET, Namespace.MOUNT, Namespace.PID)
                .sysctl("net.ipv4.ip_forward", "1");
        String before = Files.readString(Path.of("/proc/sys/net/ipv4/ip_forward"));
        Run run;
        try {
            run = Run.of(spawn);
        } catch (SpawnException e) {
            // a masked /proc forbids a new one in a user namespace, and the message says so
            assertThat(e.getMessage()).contains("mount proc").contains("Hint");
            return;
        }
        assertThat(run.out().strip()).isEqualTo("1");
        assertThat(Files.readString(Path.of("/proc/sys/net/ipv4/ip_forward"))).isEqualTo(before);
    }

    @Test
    void rootInsideIsTheCallerOutside() throws Exception {
        long uid = IdMap.rootToSelf().uids().get(0).outside();
        Run run = Run.of(sh("id -u; id -g; cat /proc/self/uid_map /proc/self/setgroups")
                .unshare(Namespace.USER)
                .idMap(IdMap.rootToSelf()));
        assertThat(run.lines().get(0)).isEqualTo("0");
        assertThat(run.lines().get(1)).isEqualTo("0");
        assertThat(run.lines().get(2).strip().split("\\s+")).containsExactly("0", Long.toString(uid), "1");
        assertThat(run.lines().get(3)).isEqualTo("deny");
    }

    @Test
    @Requires(Requirement.ROOT)
    void rangesAreWrittenByTheParent() throws Exception {
        IdMap map = new IdMap(
                List.of(new IdMap.Range(0, 100000, 1000), new IdMap.Range(1000, 0, 1)),
                List.of(new IdMap.Range(0, 200000, 65536)));
        Run run = Run.of(
                sh("id -u; cat /proc/self/uid_map /proc/self/gid_map; cat /proc/self/setgroups; stat -c %u /etc/passwd")
                        .unshare(Namespace.USER)
                        .idMap(map));
        assertThat(run.lines().stream().map(l -> l.strip().replaceAll("\\s+", " ")))
                .containsExactly("0", "0 100000 1000", "1000 0 1", "0 200000 65536", "allow", "1000");
    }

    @Test
    @Requires(Requirement.ROOT)
    void aUserOfARangeHasItsIdsAndGroups() throws Exception {
        ProcStatus s = ProcStatus.of(Spawn.command("cat", "/proc/self/status")
                .unshare(Namespace.USER)
                .idMap(IdMap.range(0, 100000, 65536))
                .user(33, 44, 5, 6));
        assertThat(s.words("Uid")).containsOnly("33");
        assertThat(s.words("Gid")).containsOnly("44");
        assertThat(s.words("Groups")).containsExactly("5", "6");
    }

    @Test
    @Requires({Requirement.NOT_ROOT, Requirement.NEWUIDMAP})
    void rangesOfAnOrdinaryUserAreWrittenByTheHelpers() throws Exception {
        IdMap map = IdMap.rootless();
        Run run = Run.of(sh("id -u; cat /proc/self/uid_map")
                .unshare(Namespace.USER)
                .idMap(map)
                .user(1, 1));
        assertThat(run.lines().get(0)).isEqualTo("1");
        assertThat(run.lines().get(2).strip().split("\\s+"))
                .containsExactly(
                        "1",
                        "" + map.uids().get(1).outside(),
                        "" + map.uids().get(1).count());
    }

    @Test
    void joinsOneNamespace() throws Exception {
        try (LinuxProcess box =
                        in(sh("sleep 60"), Namespace.UTS).hostname("joined").start();
                NamespaceHandle user = box.namespace(Namespace.USER);
                NamespaceHandle uts = box.namespace(Namespace.UTS)) {
            Spawn spawn = sh("cat /proc/sys/kernel/hostname").join(uts);
            if (!Requirement.ROOT.isMet()) spawn.join(user);
            assertThat(Run.text(spawn)).isEqualTo("joined");
        }
    }

    @Test
    void joinsUserAndPidNamespacesTogether() throws Exception {
        try (LinuxProcess box = sh("sleep 60")
                        .unshare(Namespace.USER, Namespace.PID, Namespace.NET, Namespace.UTS)
                        .idMap(IdMap.rootToSelf())
                        .start();
                NamespaceHandle user = box.namespace(Namespace.USER);
                NamespaceHandle pid = box.namespace(Namespace.PID);
                NamespaceHandle net = box.namespace(Namespace.NET)) {
            Spawn spawn = sh("echo $$; id -u; readlink /proc/self/ns/net").join(pid, net, user);
            try (LinuxProcess p = spawn.start()) {
                String out = new String(p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                List<String> lines = out.lines().toList();
                assertThat(Integer.parseInt(lines.get(0))).isBetween(2, 20);
                assertThat(lines.get(1)).isEqualTo("0");
                assertThat(p.waitFor()).isZero();
                assertThat(p.pid()).isNotEqualTo(Long.parseLong(lines.get(0)));
            }
        }
    }

    @Test
    void aJoinedChildIsThisJvmsOwnWithStatusAndSignals() throws Exception {
        try (LinuxProcess box =
                        sh("sleep 60").unshare(Namespace.USER, Namespace.PID).start();
                NamespaceHandle user = box.namespace(Namespace.USER);
                NamespaceHandle pid = box.namespace(Namespace.PID);
                LinuxProcess p = sh("exec sleep 60").join(user, pid).start()) {
            assertThat(ProcessHandle.of(p.pid()).orElseThrow().parent().orElseThrow())
                    .isEqualTo(ProcessHandle.current());
            p.signal(Signal.INT);
            assertThat(p.waitFor()).isEqualTo(130);
        }
    }

    @Test
    @Requires(Requirement.UNSHARE)
    void theSameNamespacesAndMountsAsUnshareOne() throws Exception {
        String show = "cat /proc/self/mountinfo | wc -l; id -u; echo $$; hostname; cat /proc/net/dev | wc -l; "
                + "cat /proc/self/uid_map | tr -s ' '; grep -c master: /proc/self/mountinfo || true";
        List<String> unshare = Run.text(Spawn.command(
                        "unshare",
                        "-U",
                        "-r",
                        "-p",
                        "-f",
                        "-m",
                        "-u",
                        "-i",
                        "-n",
                        "--propagation",
                        "slave",
                        "/bin/sh",
                        "-c",
                        show))
                .lines()
                .toList();
        List<String> ours = Run.text(sh(show).unshare(
                                Namespace.USER,
                                Namespace.PID,
                                Namespace.MOUNT,
                                Namespace.UTS,
                                Namespace.IPC,
                                Namespace.NET))
                .lines()
                .toList();
        assertThat(ours).isEqualTo(unshare);
    }

    @Test
    @Requires({Requirement.UNSHARE, Requirement.ROOT})
    void nsenterSeesTheSameAsJoin() throws Exception {
        try (LinuxProcess box = sh("echo up; sleep 60")
                .unshare(Namespace.MOUNT, Namespace.NET, Namespace.UTS, Namespace.IPC, Namespace.PID)
                .mount(Mount.tmpfs("/mnt"))
                .hostname("seen")
                .start()) {
            assertThat(box.getInputStream().read()).isEqualTo('u');
            String show = SHOW + "; hostname; grep ' /mnt ' /proc/self/mountinfo | cut -d' ' -f4-6";
            List<String> nsenter = Run.text(Spawn.command(
                            "nsenter", "-t", "" + box.pid(), "-m", "-n", "-u", "-i", "-p", "/bin/sh", "-c", show))
                    .lines()
                    .toList();
            List<NamespaceHandle> handles = new ArrayList<>();
            try {
                for (Namespace n :
                        Arrays.asList(Namespace.MOUNT, Namespace.NET, Namespace.UTS, Namespace.IPC, Namespace.PID)) {
                    handles.add(box.namespace(n));
                }
                assertThat(Run.text(sh(show).join(handles.toArray(new NamespaceHandle[0])))
                                .lines()
                                .toList())
                        .isEqualTo(nsenter);
            } finally {
                handles.forEach(NamespaceHandle::close);
            }
        }
    }
}
