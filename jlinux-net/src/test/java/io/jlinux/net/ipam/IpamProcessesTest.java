package io.jlinux.net.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Cidr;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several JVMs lease from one pool, and are killed in the middle of it. */
@Tag("heavy")
@Timeout(300)
class IpamProcessesTest {
    private static final int PROCESSES = 3;
    private static final int LINES = 400;
    private static final Cidr NETWORK = Cidr.of("10.7.0.0/24");

    @TempDir
    Path directory;

    @Test
    void processesNeverHaveTheSameAndAreKilledAtAnyMoment() throws Exception {
        List<Process> processes = new ArrayList<>();
        Map<Long, Set<String>> held = new LinkedHashMap<>();
        Ipam ipam = Ipam.open(directory, AddressPool.of(NETWORK));
        try {
            for (int i = 0; i < PROCESSES; i++) processes.add(start());
            for (Process p : processes) held.put(p.pid(), read(p, LINES));
            for (Process p : processes) {
                p.toHandle().destroyForcibly(); // the Process itself would close its streams
                rest(p, held.get(p.pid()));
                assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
            // what each said last that it has is still leased to it, and to nobody else
            Map<String, String> labels = new LinkedHashMap<>();
            for (Lease l : ipam.leases()) labels.put(Cidr.text(l.address()), l.label());
            held.forEach((pid, addresses) -> assertThat(addresses)
                    .as("of process %s", pid)
                    .isNotEmpty()
                    .allSatisfy(a -> assertThat(labels.get(a)).isEqualTo("pid " + pid)));
            assertThat(ipam.collect()).hasSizeBetween(PROCESSES * 19, PROCESSES * 21);
            assertThat(ipam.leases()).isEmpty();
            assertThat(ipam.allocate(LeaseOwner.current(), "after")).isNotNull();
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private Process start() throws IOException {
        String path = System.getProperty("java.class.path")
                + File.pathSeparator
                + System.getProperty("jdk.module.path", "")
                + File.pathSeparator
                + Path.of("target/test-classes").toAbsolutePath();
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-cp",
                        path,
                        IpamMain.class.getName(),
                        directory.toString(),
                        NETWORK.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** What it holds after so many lines. */
    private static Set<String> read(Process p, int lines) throws IOException {
        Set<String> held = new LinkedHashSet<>();
        BufferedReader reader = p.inputReader();
        for (int i = 0; i < lines; i++) {
            String line = reader.readLine();
            assertThat(line).as("line %s of a process that should go on", i).isNotNull();
            apply(line, held);
        }
        return held;
    }

    /** What it said before it was killed; a last line without an end counts for nothing. */
    private static void rest(Process p, Set<String> held) throws IOException {
        BufferedReader reader = p.inputReader();
        StringBuilder text = new StringBuilder();
        char[] chars = new char[4096];
        for (int n = reader.read(chars); n >= 0; n = reader.read(chars)) text.append(chars, 0, n);
        String whole = text.substring(0, text.lastIndexOf("\n") + 1);
        for (String line : whole.split("\n", -1)) {
            if (!line.isEmpty()) apply(line, held);
        }
    }

    private static void apply(String line, Set<String> held) {
        String address = line.substring(2);
        if (line.startsWith("+")) assertThat(held.add(address)).as(line).isTrue();
        else held.remove(address);
    }
}
