package io.jlinux.net.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code nft} and {@code conntrack} within the namespace of the calling thread. */
public final class NftTool {
    private NftTool() {}

    /** Loads a script, as {@code nft -f} does. */
    public static void load(String script) throws Exception {
        run(script, "nft", "-f", "-");
    }

    /** {@code nft list ruleset}. */
    public static String list() throws Exception {
        return run("", "nft", "list", "ruleset");
    }

    /** {@code nft -j list ruleset}: one line for each object, without the kernel's numbers. */
    public static List<String> json() throws Exception {
        JsonNode all = JsonMapper.shared().readTree(run("", "nft", "-j", "list", "ruleset"));
        return all.path("nftables")
                .valueStream()
                .filter(n -> !n.has("metainfo"))
                .map(n -> n.toString().replaceAll("\"handle\":[0-9]+,?", ""))
                .toList();
    }

    /** The instructions of all rules, and the elements of all sets, as {@code nft --debug=netlink} tells them. */
    public static String instructions() throws Exception {
        String text = run("", "nft", "--debug=netlink", "list", "ruleset");
        return text.lines()
                .filter(l -> l.startsWith("  [") || l.contains("element "))
                .collect(Collectors.joining("\n"));
    }

    public static String conntrack(String words) throws Exception {
        List<String> command = new ArrayList<>(List.of("conntrack"));
        command.addAll(List.of(words.trim().split("\\s+")));
        return run("", command.toArray(new String[0]));
    }

    private static String run(String input, String... words) throws Exception {
        Path thread = Path.of("/proc/thread-self").toRealPath();
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + thread.resolve("ns/net")));
        command.addAll(List.of(words));
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream stdin = p.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(p.exitValue()).as(String.join(" ", words) + ": " + out).isZero();
        return out;
    }
}
