package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.net.Cidr;
import io.jlinux.net.Links;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Containers with the outside that slirp4netns and pasta give: of whoever runs the tests, of root, and of an ordinary user without any
 * capability in a JVM of its own, whose "host" is a network namespace with a loopback, and a link that leads nowhere.
 */
@Tag("programs")
@NoLeaks
@Timeout(400)
@Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC, Requirement.TUN})
class RootlessNetworkRunTest {
    private static final String HOST =
            "ip link set lo up && ip link add jlinux-out type veth peer jlinux-off && ip link set jlinux-out up"
                    + " && ip addr add 192.0.2.2/24 dev jlinux-out && ip route add default via 192.0.2.1"
                    + " && exec unshare --user --map-user=1000 --map-group=1000 \"$@\"";

    @TempDir
    Path dir;

    @BeforeAll
    static void openWhatStaysOpen() throws Exception {
        CgroupHost host = CgroupHost.current();
        if (host.mode() != CgroupHost.Mode.NONE) host.home();
    }

    private RootlessNetworkScenes scenes(String helper, OciBundle bundle) {
        return new RootlessNetworkScenes(RootlessNetworkScenes.network(helper), bundle, dir);
    }

    @Test
    @Requires(Requirement.SLIRP4NETNS)
    void aPortOfTheHostLeadsIntoAContainer() throws Exception {
        Path root = BusyboxBundle.create(dir).root();
        scenes("slirp4netns", OciBundle.ofRootfs(root)).aForwardedPortLeadsIntoIt();
    }

    @Tag("heavy")
    @ParameterizedTest
    @ValueSource(strings = {"slirp4netns", "pasta"})
    @InNamespace(Kind.NET)
    @Requires({Requirement.ROOT, Requirement.SLIRP4NETNS, Requirement.PASTA})
    void asRoot(String helper) throws Exception {
        Links.loopback().up();
        try (Veth out = Veth.create(VethSpec.of("jlinux-out", "jlinux-off")
                .address(Cidr.of("192.0.2.2/24"))
                .gateway(Cidr.address("192.0.2.1"))
                .up())) {
            assertThat(out.toString()).isNotEmpty();
            Path root = BusyboxBundle.create(dir).root();
            scenes(helper, OciBundle.ofRootfs(root)).all();
            OciConfig rootless =
                    OciConfig.rootlessTemplate().withTerminal(false).withArgs("true");
            scenes(helper, OciBundle.of(dir, rootless)).aForwardedPortLeadsIntoIt();
        }
    }

    @Tag("heavy")
    @ParameterizedTest
    @ValueSource(strings = {"slirp4netns", "pasta"})
    @Requires({Requirement.UNSHARE, Requirement.IP, Requirement.SLIRP4NETNS, Requirement.PASTA})
    void asAnOrdinaryUser(String helper) throws Exception {
        Process p = start(helper);
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(p.exitValue()).as(out).isZero();
        assertThat(out).contains("all of it works");
    }

    @Tag("heavy")
    @ParameterizedTest
    @ValueSource(strings = {"slirp4netns", "pasta"})
    @Requires({Requirement.UNSHARE, Requirement.IP, Requirement.SLIRP4NETNS, Requirement.PASTA})
    void aHelperEndsWithAJvmThatIsKilled(String helper) throws Exception {
        String id = BusyboxBundle.id();
        Process p = start(helper, id);
        try (BufferedReader out = p.inputReader()) {
            List<String> said = new ArrayList<>();
            String line = out.readLine();
            while (line != null && !line.startsWith("helper ")) {
                said.add(line);
                line = out.readLine();
            }
            assertThat(line).as(String.join("\n", said)).isNotNull();
            Path cmdline = Path.of("/proc", line.substring("helper ".length()), "cmdline");
            assertThat(Files.readString(cmdline)).contains(helper);
            p.destroyForcibly();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (runs(cmdline) && System.nanoTime() < end) Thread.sleep(20);
            assertThat(runs(cmdline)).as(helper + " goes on").isFalse();
        } finally {
            p.destroyForcibly().waitFor();
            OciRuntime.at(dir.resolve("bundle/state")).deleteByForce(id);
        }
    }

    /** A zombie, whose parent is gone, has no command line. */
    private static boolean runs(Path cmdline) {
        try {
            return !Files.readString(cmdline).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private Process start(String helper, String... more) throws IOException {
        Path temporary = Files.createDirectory(dir.resolve("tmp"));
        List<String> command =
                new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--net", "sh", "-c", HOST, "_"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx256m"));
        if (Runtime.version().feature() >= 22) command.add("--enable-native-access=ALL-UNNAMED");
        if (Boolean.getBoolean("jlinux.vm")) command.add("-Djlinux.vm=true");
        command.addAll(List.of("-Djava.io.tmpdir=" + temporary, "-cp", classPath()));
        command.addAll(List.of(
                RootlessNetworkRunMain.class.getName(),
                helper,
                Files.createDirectory(dir.resolve("bundle")).toString()));
        command.addAll(List.of(more));
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        p.getOutputStream().close();
        return p;
    }

    private static String classPath() {
        return String.join(
                File.pathSeparator,
                System.getProperty("java.class.path"),
                System.getProperty("jdk.module.path", ""),
                Path.of("target/test-classes").toAbsolutePath().toString());
    }
}
