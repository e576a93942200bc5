package io.jlinux.examples.runc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.Namespace;
import io.jlinux.oci.OciRuntime;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.OciCapabilities;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciFeatures;
import io.jlinux.oci.spec.OciMemory;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options and commands that engines use less often, each done once. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
class RuncOptionsTest extends OnRunc {
    /** Beyond its limit, as a child of the first process, which goes on. */
    private static final String HOG = "(a=xxxxxxxx; while :; do a=$a$a; done); exec sleep 600";

    private static final String SETS =
            "while read k v; do case $k in CapInh:) i=$v;; CapPrm:) p=$v;; esac; done < /proc/self/status; ";

    private static OciMemory limit(long bytes) {
        return OciMemory.builder().limit(bytes).swap(bytes).build();
    }

    @Test
    @Requires({Requirement.ROOT, Requirement.CGROUP_WRITABLE})
    void eventsAreToldUntilTheEnd() throws Exception {
        String bundle = bundle(c -> c.withArgs("sh", "-c", HOG).editResources(r -> r.memory(limit(16L << 20))))
                .toString();
        ok("create", "-b", bundle, id);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> line = List.of("--root", state().toString(), "events", "--interval", "20ms", id);
        OciRuntime runtime = OciRuntime.at(state());
        CompletableFuture<Result> events = CompletableFuture.supplyAsync(() -> runc(out, line));
        try {
            String stats = "{\"type\":\"stats\",\"id\":\"" + id + "\",\"data\":{";
            awaitTwo(out, stats, events);
            runtime.start(id); // nothing is missed: it listens by now
            String oom = "{\"type\":\"oom\",\"id\":\"" + id + "\"}\n";
            await(out, oom, events);
            runtime.kill(id, Signal.KILL);
            Result r = events.join();
            assertThat(r.code()).as(r.err()).isZero();
            assertThat(r.out().lines()).allMatch(l -> l.startsWith(stats) || (l + "\n").equals(oom));
        } finally {
            runtime.deleteByForce(id);
            events.join();
        }
    }

    private static void awaitTwo(ByteArrayOutputStream out, String text, CompletableFuture<Result> events)
            throws InterruptedException {
        await(out, text, events);
        while (text(out).indexOf(text) == text(out).lastIndexOf(text)) await(out, text, events);
    }

    private static void await(ByteArrayOutputStream out, String text, CompletableFuture<Result> events)
            throws InterruptedException {
        do {
            if (events.isDone())
                assertThat(events.join().out() + events.join().err()).contains(text);
            Thread.sleep(10);
        } while (!text(out).contains(text));
    }

    private static String text(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"5s, 5000", "500ms, 500", "2m, 120000", "1h, 3600000"})
    void intervals(String text, long millis) {
        assertThat(Events.duration(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "5", "-1s", "1.5s", "s", "", "5 s", "1m30s", "9999999999s"})
    void notIntervals(String text) {
        assertThatThrownBy(() -> Events.duration(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--interval");
    }

    @Test
    void anIntervalThatIsNoneIsRefused() {
        assertThat(fails("events", "--interval", "0s", id)).contains("--interval is a duration");
        assertThat(fails("events", "--interval", "1s", id)).contains("container does not exist");
    }

    @Test
    void specWritesAConfigOnce() throws Exception {
        assertThat(ok("spec", "--bundle", dir.toString())).isEmpty();
        String written = Files.readString(dir.resolve("config.json"));
        assertThat(ConfigReader.read(written))
                .isEqualTo(ConfigReader.read(OciConfig.template().toJson()));
        assertThat(ConfigReader.read(written).namespace(Namespace.USER)).isEmpty();
        assertThat(fails("spec", "-b", dir.toString())).contains("config.json");
        assertThat(dir.resolve("config.json")).hasContent(written);
    }

    /** It is run as it is, but for the terminal that there is none for. */
    @Test
    void specWritesARootlessConfig() throws Exception {
        Path bundle = bundle("sh");
        Files.delete(bundle.resolve("config.json"));
        ok("spec", "--rootless", "-b", bundle.toString());
        OciConfig config = ConfigReader.read(Files.readString(bundle.resolve("config.json")));
        assertThat(config.namespace(Namespace.USER)).isPresent();
        assertThat(config.linux().uidMappings()).isNotEmpty();
        Files.writeString(
                bundle.resolve("config.json"),
                config.withTerminal(false)
                        .withArgs("sh", "-c", "read in out n < /proc/self/uid_map; exit $((in + 9))")
                        .toJson());
        assertThat(runc("run", "-b", bundle.toString(), id).code()).isEqualTo(9);
    }

    @Test
    void featuresAreTheLibrarys() {
        assertThat(ok("features").strip())
                .isEqualTo(OciFeatures.current().toJson().strip())
                .contains("\"ociVersionMax\"", "\"mountOptions\"", "\"seccomp\"");
    }

    @Test
    void whatIsKeptIsThereAfterwards() throws Exception {
        String bundle = bundle("sh", "-c", "exit 5").toString();
        try {
            assertThat(runc("run", "--keep", "-b", bundle, id).code()).isEqualTo(5);
            assertThat(ok("state", id)).contains("\"status\": \"stopped\"");
            ok("delete", id);
            assertThat(ok("list", "-q")).isEmpty();
        } finally {
            ok("delete", "--force", id);
        }
    }

    /** Its root is the bundle's all the same; but the host's is below it, for whoever may unmount: that is what makes it unsafe. */
    @Test
    @Requires(Requirement.ROOT)
    void withoutPivotTheHostsRootStaysBelow() throws Exception {
        String bundle = bundle("sleep", "600").toString();
        String host = Files.getAttribute(Path.of("/"), "unix:ino") + "\n";
        for (boolean pivots : new boolean[] {true, false}) {
            if (pivots) ok("create", "-b", bundle, id);
            else ok("create", "--no-pivot", "-b", bundle, id);
            try {
                ok("start", id);
                assertThat(runc("exec", id, "sh", "-c", "test -x /bin/busybox && ! test -e /etc/passwd && exit 3")
                                .code())
                        .isEqualTo(3);
                ok("exec", "--cap", "CAP_SYS_ADMIN", id, "busybox", "umount", "-l", "/");
                long pid = OciRuntime.at(state()).state(id).pid().orElseThrow();
                String root = inMountsOf(pid, "stat", "-c", "%i", "/");
                if (pivots) assertThat(root).isNotEqualTo(host);
                else assertThat(root).isEqualTo(host);
            } finally {
                ok("delete", "--force", id);
            }
        }
    }

    /** What a program of the mount namespace's own root says there; nothing where it has no such program. */
    private static String inMountsOf(long pid, String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of("nsenter", "--mount=/proc/" + pid + "/ns/mnt"));
        line.addAll(List.of(command));
        try (LinuxProcess p = Spawn.command(line).start()) {
            p.getOutputStream().close();
            return new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theCallersKeyringIsKept() throws Exception {
        String bundle = bundle("sleep", "600").toString();
        for (boolean own : new boolean[] {true, false}) {
            if (own) ok("create", "-b", bundle, id);
            else ok("create", "--no-new-keyring", "-b", bundle, id);
            try {
                assertThat(OciRuntime.at(state()).state(id).ownKeyring()).isEqualTo(own);
            } finally {
                ok("delete", "--force", id);
            }
        }
    }

    @Test
    void aPidfdIsSentToTheSocket() throws Exception {
        String bundle = bundle("sleep", "600").toString();
        Path socket = dir.resolve("pidfd");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket))
                    .configureBlocking(false); // who comes has come when it returns
            ok("create", "--pidfd-socket", socket.toString(), "-b", bundle, id);
            assertThat(said(server)).isEqualTo("pidfd");
            ok("start", id);
            assertThat(runc("exec", "--pidfd-socket", socket.toString(), id, "sh", "-c", "exit 4")
                            .code())
                    .isEqualTo(4);
            assertThat(said(server)).isEqualTo("pidfd");
        } finally {
            ok("delete", "--force", id);
            Files.deleteIfExists(socket);
        }
        assertThat(fails("create", "--pidfd-socket", socket.toString(), "-b", bundle, id))
                .contains("connect to");
        assertThat(ok("list", "-q")).isEmpty();
    }

    /** What comes with a descriptor; that it is one of the process is looked at in the library's tests. */
    private static String said(ServerSocketChannel server) throws Exception {
        try (SocketChannel connection = server.accept()) {
            assertThat(connection).as("a connection").isNotNull();
            ByteBuffer text = ByteBuffer.allocate(64);
            while (connection.read(text) >= 0) assertThat(text.hasRemaining()).isTrue();
            return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
        }
    }

    @Test
    @Requires(Requirement.CGROUP_WRITABLE)
    void limitsAreReadFromStdin() throws Exception {
        ok("run", "--detach", "-b", bundle("sleep", "600").toString(), id);
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("{\"pids\": {\"limit\": 66}}".getBytes(StandardCharsets.UTF_8)));
            ok("update", "--resources", "-", id);
            assertThat(ok("events", "--stats", id)).contains("\"limit\":66");
            System.setIn(new ByteArrayInputStream("{\"pids\":".getBytes(StandardCharsets.UTF_8)));
            assertThat(fails("update", "-r", "-", id)).contains("level=error");
            assertThat(ok("events", "--stats", id)).contains("\"limit\":66");
        } finally {
            System.setIn(before);
            ok("delete", "--force", id);
        }
    }

    /** CVE-2022-29162: an added capability is permitted and not inheritable, and the inheritable ones are the container's own. */
    @Test
    void anAddedCapabilityIsNotInheritable() throws Exception {
        List<String> kill = List.of("CAP_KILL");
        OciCapabilities sets = new OciCapabilities(kill, kill, kill, kill, List.of());
        for (OciCapabilities own : List.of(OciCapabilities.NONE, sets)) {
            String bundle = bundle(c -> c.withArgs("sleep", "600").editProcess(p -> p.capabilities(own)))
                    .toString();
            ok("run", "--detach", "-b", bundle, id);
            try {
                int inheritable = own.equals(sets) ? 0x20 : 0;
                assertThat(sets("exec", id)).containsExactly(inheritable, inheritable);
                assertThat(sets("exec", "--cap", "CAP_NET_RAW", id)).containsExactly(inheritable, inheritable | 0x2000);
            } finally {
                ok("delete", "--force", id);
            }
        }
    }

    /** The inheritable and the permitted set of a process: bits 5 and 13 of each as an exit code. */
    private List<Integer> sets(String... exec) {
        String tell = SETS + "exit $(( (0x$i & ~0x2020) != 0 || (0x$p & ~0x2020) != 0 ? 64"
                + " : (0x$i >> 5 & 1) + (0x$i >> 13 & 1) * 2 + (0x$p >> 5 & 1) * 4 + (0x$p >> 13 & 1) * 8 ))";
        List<String> line = new ArrayList<>(List.of(exec));
        line.addAll(List.of("sh", "-c", tell));
        Result r = runc(line.toArray(String[]::new));
        assertThat(r.code()).as(r.err()).isBetween(0, 15);
        return List.of(set(r.code()), set(r.code() >> 2));
    }

    private static int set(int bits) {
        return (bits & 1) * 0x20 + (bits >> 1 & 1) * 0x2000;
    }
}
