package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.mount.Mount;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.NamedNamespaces;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceInfo;
import io.jlinux.ns.NamespaceScope;
import io.jlinux.ns.NamespaceTable;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All namespaces of the machine, as objects. */
@NoLeaks
@Timeout(60)
@Requires(Requirement.USER_NAMESPACES)
class NamespaceTableTest {
    private static final Pattern ROW = Pattern.compile("\\{[^}]*}");
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":\\s*(\"[^\"]*\"|\\d+|null)");

    private record Row(String type, long ns, long processes, long pid, long parent, long owner) {}

    /** What lsns says, by namespace. */
    private static Map<String, Row> lsns() throws Exception {
        String json = Run.of(Spawn.command("lsns", "-J", "-o", "NS,TYPE,NPROCS,PID,PNS,ONS"))
                .out();
        Map<String, Row> rows = new HashMap<>();
        Matcher row = ROW.matcher(json.substring(json.indexOf('[')));
        while (row.find()) {
            Map<String, String> f = new HashMap<>();
            Matcher field = FIELD.matcher(row.group());
            while (field.find()) f.put(field.group(1), field.group(2).replace("\"", ""));
            Row r = new Row(
                    f.get("type"),
                    number(f, "ns"),
                    number(f, "nprocs"),
                    number(f, "pid"),
                    number(f, "pns"),
                    number(f, "ons"));
            rows.put(r.type + ":[" + r.ns + "]", r);
        }
        return rows;
    }

    private static long number(Map<String, String> fields, String name) {
        String text = fields.getOrDefault(name, "null");
        return text.equals("null") ? 0 : Long.parseLong(text);
    }

    /** Whoever may mount in a namespace of his chooses what is found at a path there. */
    @Test
    void aPipeOrALinkInThePlaceOfABindIsNotOpened() throws Exception {
        String script = "mount -t tmpfs x /mnt && mkdir /mnt/d && touch /mnt/a /mnt/d/b && mkfifo /mnt/f || exit 1;"
                + " unshare -n mount --bind /proc/self/ns/net /mnt/a; mount --bind /mnt/f /mnt/a;"
                + " unshare -u mount --bind /proc/self/ns/uts /mnt/d/b; mount -t tmpfs x /mnt/d; ln -s /mnt/f /mnt/d/b;"
                + " unshare -i mount --bind /proc/self/ns/ipc /mnt/f; stat -L -c %i /proc/self/ns/mnt; exec sleep 60";
        try (LinuxProcess p = Spawn.command("/bin/sh", "-c", script)
                .unshare(Namespace.USER, Namespace.MOUNT)
                .start()) {
            long inside = Long.parseLong(
                    new BufferedReader(new InputStreamReader(p.getInputStream(), StandardCharsets.UTF_8)).readLine());
            List<NamespaceInfo> bound = readWithin(20).all().stream()
                    .filter(i -> i.binds().stream()
                            .anyMatch(b ->
                                    b.mountNamespaceId() == inside && b.path().startsWith("/mnt")))
                    .toList();
            assertThat(bound)
                    .extracting(NamespaceInfo::kind)
                    .containsExactlyInAnyOrder(Namespace.NET, Namespace.UTS, Namespace.IPC);
            for (NamespaceInfo i : bound) {
                if (i.uniqueId().isPresent()) continue;
                if (i.kind() == Namespace.IPC) i.open().close();
                else assertThatThrownBy(i::open).hasMessageContaining("ENOENT");
            }
        }
    }

    /** On a thread of its own: one that waits in open(2) cannot be interrupted. */
    private static NamespaceTable readWithin(int seconds) throws Exception {
        CompletableFuture<NamespaceTable> read = new CompletableFuture<>();
        Thread reader = new Thread(() -> read.complete(NamespaceTable.read()));
        reader.setDaemon(true);
        reader.start();
        return read.get(seconds, TimeUnit.SECONDS);
    }

    private static LinuxProcess box() throws Exception {
        LinuxProcess p = Spawn.command("/bin/sh", "-c", "sleep 60 & echo up; wait")
                .unshare(Namespace.values())
                .start();
        assertThat(p.getInputStream().read()).isEqualTo('u');
        return p;
    }

    @Test
    void aProcessIsInEightNamespacesThatItsUserNamespaceOwns() throws Exception {
        try (LinuxProcess box = box();
                NamespaceHandle own = Namespace.USER.current()) {
            NamespaceTable table = NamespaceTable.read();
            List<NamespaceInfo> its = table.ofProcess(box.pid());
            assertThat(its).extracting(NamespaceInfo::kind).containsExactly(Namespace.values());
            NamespaceInfo user = its.stream()
                    .filter(i -> i.kind() == Namespace.USER)
                    .findFirst()
                    .orElseThrow();
            assertThat(user.ownerUid())
                    .hasValue(IdMap.rootToSelf().uids().get(0).outside());
            assertThat(table.parent(user).orElseThrow().id()).isEqualTo(own.id());
            assertThat(table.children(table.find(own).orElseThrow())).contains(user);
            List<NamespaceInfo> others = new ArrayList<>(its);
            others.remove(user);
            assertThat(table.ownedBy(user)).containsExactlyInAnyOrderElementsOf(others);
            for (NamespaceInfo i : others) {
                assertThat(table.owner(i)).contains(user);
                assertThat(i.ownerUid()).isEqualTo(user.ownerUid());
                assertThat(table.parent(i).isPresent()).isEqualTo(i.kind() == Namespace.PID);
                assertThat(i.pids()).contains(box.pid());
                try (NamespaceHandle h = i.open()) {
                    assertThat(h).hasToString(i.toString());
                    assertThat(h.uniqueId()).isEqualTo(i.uniqueId());
                    assertThat(table.find(h)).contains(i);
                }
            }
            assertThat(table.toString()).contains(user + " 2 processes, the first is " + box.pid());
        }
    }

    @Test
    void aNamespaceThatIsGoneIsNotOpened() throws Exception {
        NamespaceInfo gone;
        try (LinuxProcess box = box()) {
            gone = NamespaceTable.read().ofProcess(box.pid()).get(1);
        }
        assertThatThrownBy(gone::open).hasMessageContaining("ENOENT").hasMessageContaining(gone.toString());
    }

    @Test
    @Requires(Requirement.LSNS)
    void theSameAsLsns() throws Exception {
        try (LinuxProcess one = box();
                LinuxProcess two = box()) {
            Map<String, Row> before = lsns();
            NamespaceTable table = NamespaceTable.read();
            Map<String, Row> after = lsns();
            Map<String, NamespaceInfo> ours = new HashMap<>();
            table.all().forEach(i -> ours.put(i.toString(), i));
            before.keySet().retainAll(after.keySet());
            assertThat(ours.keySet()).containsAll(before.keySet());
            for (LinuxProcess box : List.of(one, two)) {
                for (NamespaceInfo i : table.ofProcess(box.pid())) {
                    Row row = after.get(i.toString());
                    assertThat(row).as(i + " of lsns").isNotNull();
                    assertThat(row.type).isEqualTo(i.kind().procName());
                    assertThat((long) i.pids().size()).as(i.toString()).isEqualTo(row.processes);
                    assertThat(i.pids().get(0)).isEqualTo(row.pid);
                    assertThat(i.parentId().orElse(0)).isEqualTo(row.parent);
                    assertThat(i.ownerId().orElse(0)).isEqualTo(row.owner);
                }
            }
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void whatOnlyAThreadIsInIsFoundAmongThreads() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        long[] id = new long[2];
        Thread t = new Thread(() -> {
            try (NamespaceScope scope = Namespace.unshare(Namespace.UTS);
                    NamespaceHandle uts = Namespace.UTS.current()) {
                assertThat(scope).isNotNull();
                id[0] = uts.id();
                id[1] = RawSyscall.call(Syscall.GETTID);
                uts.close();
                inside.countDown();
                done.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        t.start();
        try (NamespaceHandle kept = Namespace.UTS.create()) {
            inside.await();
            NamespaceTable table = NamespaceTable.readThreads();
            assertThat(table.find(Namespace.UTS, id[0]).orElseThrow().threads()).containsExactly(id[1]);
            assertThat(table.find(Namespace.UTS, id[0]).orElseThrow().pids()).isEmpty();
            assertThat(table.find(kept)).as("kept by a descriptor").isPresent();
        } finally {
            done.countDown();
            t.join();
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void aNamedNamespaceIsListedWithItsPath() throws Exception {
        try (NamespaceScope scope = Namespace.unshare(Namespace.MOUNT)) {
            assertThat(scope).isNotNull();
            listedWithItsPath();
        }
    }

    private static void listedWithItsPath() throws Exception {
        try (Scratch s = Scratch.borrow()) {
            long type = s.string(0, "tmpfs");
            assertThat(RawSyscall.call(Syscall.MOUNT, type, s.string(64, "/run"), type, 0, 0))
                    .isZero();
        }
        NamedNamespaces networks = NamedNamespaces.networks();
        long id;
        try (NamespaceHandle blue = networks.add("blue")) {
            id = blue.id();
        }
        NamespaceInfo info = NamespaceTable.read().find(Namespace.NET, id).orElseThrow();
        assertThat(info.pids()).isEmpty();
        try (NamespaceHandle mount = Namespace.MOUNT.current()) {
            assertThat(info.binds()).containsExactly(new NamespaceInfo.Bind(mount.id(), Path.of("/run/netns/blue")));
        }
        try (NamespaceHandle again = info.open()) {
            assertThat(again.id()).isEqualTo(id);
        }
        withoutNumber(info).open().close();
        networks.remove("blue");
    }

    /** As a kernel before 6.18 has it. */
    private static NamespaceInfo withoutNumber(NamespaceInfo info) {
        return new NamespaceInfo(
                info.kind(),
                info.id(),
                OptionalLong.empty(),
                info.parentId(),
                info.ownerId(),
                info.ownerUid(),
                info.pids(),
                info.threads(),
                info.binds());
    }

    @Test
    @Requires(Requirement.UNSHARE)
    void whatIsMountedInAnotherMountNamespaceIsOpenedThere() throws Exception {
        String script =
                "touch /mnt/uts; unshare --uts sh -c 'mount --bind /proc/self/ns/uts /mnt/uts'; readlink -f /mnt/uts;"
                        + " stat -c %i /mnt/uts; exec sleep 60";
        try (LinuxProcess box = Spawn.command("/bin/sh", "-c", script)
                .unshare(Namespace.USER, Namespace.MOUNT)
                .mount(Mount.tmpfs("/mnt"))
                .start()) {
            BufferedReader said =
                    new BufferedReader(new InputStreamReader(box.getInputStream(), StandardCharsets.UTF_8));
            Path path = Path.of(said.readLine());
            long id = Long.parseLong(said.readLine());
            assertThat(path).doesNotExist();
            NamespaceInfo info = NamespaceTable.read().find(Namespace.UTS, id).orElseThrow();
            assertThat(info.pids()).isEmpty();
            try (NamespaceHandle mount = box.namespace(Namespace.MOUNT)) {
                assertThat(info.binds()).containsExactly(new NamespaceInfo.Bind(mount.id(), path));
            }
            try (NamespaceHandle opened = withoutNumber(info).open()) {
                assertThat(opened.id()).isEqualTo(id);
            }
        }
    }

    @Test
    void processesMayEndWhileTheTableIsRead() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (LinuxProcess p =
                    Spawn.command("true").unshare(Namespace.USER, Namespace.UTS).start()) {
                assertThat(NamespaceTable.read().all()).isNotEmpty();
                p.waitFor();
            }
        }
    }
}
