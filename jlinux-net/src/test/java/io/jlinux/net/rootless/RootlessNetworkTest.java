package io.jlinux.net.rootless;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * In a JVM that is an ordinary user without any capability, on a "host" that is a network namespace with a loopback, and a link that
 * leads nowhere: for pasta, which wants a default route.
 */
@NoLeaks
@Timeout(400)
@Requires({Requirement.USER_NAMESPACES, Requirement.UNSHARE, Requirement.IP, Requirement.BUSYBOX_STATIC, Requirement.TUN
})
@Tag("programs")
class RootlessNetworkTest {
    private static final String HOST =
            "ip link set lo up && ip link add jlinux-out type veth peer jlinux-off && ip link set jlinux-out up"
                    + " && ip addr add 192.0.2.2/24 dev jlinux-out && ip route add default via 192.0.2.1"
                    + " && exec unshare --user --map-user=1000 --map-group=1000 \"$@\"";

    private static Process start(String... arguments) throws IOException {
        String path = System.getProperty("java.class.path")
                + File.pathSeparator
                + System.getProperty("jdk.module.path", "")
                + File.pathSeparator
                + Path.of("target/test-classes").toAbsolutePath();
        List<String> command =
                new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--net", "sh", "-c", HOST, "_"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx256m"));
        if (Boolean.getBoolean("jlinux.vm")) command.add("-Djlinux.vm=true");
        command.addAll(List.of("-cp", path, RootlessNetworkMain.class.getName()));
        command.addAll(List.of(arguments));
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        p.getOutputStream().close();
        return p;
    }

    private static void passes(String... arguments) throws Exception {
        Process p = start(arguments);
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(p.exitValue()).as(out).isZero();
        assertThat(out).contains("all of it works");
    }

    @Test
    @Requires(Requirement.SLIRP4NETNS)
    void slirp4netnsConnectsForwardsAndEnds() throws Exception {
        passes("slirp4netns");
    }

    @Test
    @Requires(Requirement.PASTA)
    void pastaConnectsForwardsAndEnds() throws Exception {
        passes("pasta");
    }

    @Test
    @Requires(Requirement.SLIRP4NETNS)
    void slirp4netnsEndsWithAJvmThatIsKilled() throws Exception {
        endsWithTheJvm("slirp4netns");
    }

    @Test
    @Requires(Requirement.PASTA)
    void pastaEndsWithAJvmThatIsKilled() throws Exception {
        endsWithTheJvm("pasta");
    }

    /** The pids are the same inside: there is no pid namespace. */
    private static void endsWithTheJvm(String helper) throws Exception {
        Process p = start(helper, "hold");
        try (BufferedReader out = p.inputReader()) {
            List<String> said = new ArrayList<>();
            String line = out.readLine();
            while (line != null && !line.startsWith("helper ")) {
                said.add(line);
                line = out.readLine();
            }
            assertThat(line).as(String.join("\n", said)).isNotNull();
            long pid = Long.parseLong(line.substring("helper ".length()));
            Path cmdline = Path.of("/proc", Long.toString(pid), "cmdline");
            assertThat(Files.readString(cmdline)).contains(helper);
            p.destroyForcibly();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (runs(cmdline) && System.nanoTime() < end) Thread.sleep(20);
            assertThat(runs(cmdline)).as(helper + " goes on").isFalse();
        } finally {
            p.destroyForcibly().waitFor();
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
}
