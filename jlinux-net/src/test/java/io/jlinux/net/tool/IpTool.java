package io.jlinux.net.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ip} and {@code bridge} within the namespace of the calling thread, whatever thread the JDK starts processes from. */
public final class IpTool {
    private IpTool() {}

    /** {@code ip} with these words, separated by spaces. */
    public static String ip(String words) throws Exception {
        return run("", "ip", words);
    }

    /** What {@code ip -j -d} tells. */
    public static JsonNode ipJson(String words) throws Exception {
        return JsonMapper.shared().readTree(run("", "ip", "-j -d " + words));
    }

    /** What {@code ip -j -d link show dev NAME} tells. */
    public static JsonNode link(String name) throws Exception {
        return ipJson("link show dev " + name).get(0);
    }

    /** {@code tc} with these words. */
    public static String tc(String words) throws Exception {
        return run("", "tc", words);
    }

    /** What {@code tc -j -s -d} tells. */
    public static JsonNode tcJson(String words) throws Exception {
        return JsonMapper.shared().readTree(run("", "tc", "-j -s -d " + words));
    }

    /** {@code sysctl} with these words. */
    public static String sysctl(String words) throws Exception {
        return run("", "sysctl", words);
    }

    public static String bridge(String words) throws Exception {
        return run("", "bridge", words);
    }

    public static JsonNode bridgeJson(String words) throws Exception {
        return JsonMapper.shared().readTree(run("", "bridge", "-j -d " + words));
    }

    private static String run(String input, String program, String words) throws Exception {
        Path thread = Path.of("/proc/thread-self").toRealPath();
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + thread.resolve("ns/net"), program));
        command.addAll(List.of(words.trim().split("\\s+")));
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream stdin = p.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(p.exitValue()).as(words + ": " + out).isZero();
        return out;
    }
}
