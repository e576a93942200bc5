package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Rootfs;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.run.SessionKeyring;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.OciCapabilities;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciDevice;
import io.jlinux.oci.spec.OciHook;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.oci.spec.OciUser;
import io.jlinux.security.Rlimit;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The plans of some configs, as root, beside the text that they had when somebody last looked at it: {@code
 * src/test/resources/io/jlinux/oci/golden}. What differs between machines is taken out. {@code -Djlinux.golden=DIR} writes them anew,
 * for a diff.
 */
@Tag("pure")
@NoLeaks
@Requires(Requirement.ROOT)
class GoldenPlanTest {
    private static final Pattern LIMIT = Pattern.compile("     parent: write \\S+( \\S+)* to ([a-z]+)\\.\\S+");
    private static final Pattern DROP = Pattern.compile(".*PR_CAPBSET_DROP.*");
    private static final Pattern CLOSE = Pattern.compile(".* close_range\\(.*");
    private static final String CLOSED = "close_range(all other descriptors)";
    private static final Pattern DESCRIPTOR = Pattern.compile("\\b\\d+<");

    @TempDir
    Path dir;

    private static OciConfig template() {
        return OciConfig.template().withTerminal(false);
    }

    private static OciHook hook(String path) {
        return new OciHook(path, List.of(), List.of(), Optional.of(Duration.ofSeconds(3)));
    }

    private static OciHooks hooks() {
        return new OciHooks(
                List.of(hook("/hooks/prestart")),
                List.of(hook("/hooks/createRuntime-1"), hook("/hooks/createRuntime-2")),
                List.of(hook("/hooks/createContainer")),
                List.of(),
                List.of(hook("/hooks/poststart")),
                List.of(hook("/hooks/poststop")));
    }

    /** A config that has as little as one can have. */
    private static OciConfig smallest() {
        return OciConfig.builder()
                .process(template().process().orElseThrow().toBuilder()
                        .args("/bin/true")
                        .capabilities(OciCapabilities.NONE)
                        .rlimits(List.of())
                        .noNewPrivileges(false)
                        .build())
                .build()
                .withNamespace(OciNamespace.create(Namespace.MOUNT));
    }

    private static Map<String, OciConfig> configs() {
        Map<String, OciConfig> all = new LinkedHashMap<>();
        all.put("smallest", smallest());
        all.put("runc-spec", template());
        all.put("runc-spec-terminal", OciConfig.template());
        all.put("rootless", OciConfig.rootlessTemplate().withTerminal(false));
        all.put(
                "rootless-ranges",
                OciConfig.rootlessTemplate(IdMap.range(0, 100_000, 65_536)).withTerminal(false));
        all.put("hooks", template().toBuilder().hooks(hooks()).build());
        all.put(
                "start-hook",
                smallest().toBuilder()
                        .hooks(new OciHooks(
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(hook("/hooks/startContainer")),
                                List.of(),
                                List.of()))
                        .build());
        all.put(
                "user",
                smallest()
                        .editProcess(p -> p.user(new OciUser(1000, 1001, OptionalInt.of(027), List.of(5L, 6L)))
                                .capabilities(OciCapabilities.of("CAP_KILL", "CAP_NET_RAW"))
                                .cwd("/home")
                                .noNewPrivileges(true)));
        all.put(
                "limits",
                smallest()
                        .editResources(
                                r -> r.memoryLimit(256L << 20).pidsLimit(64).cpuQuota(50_000, 100_000))
                        .editProcess(p -> p.oomScoreAdj(500)
                                .rlimits(List.of(
                                        Rlimit.of(Rlimit.Resource.NOFILE, 64), Rlimit.of(Rlimit.Resource.CORE, 0)))));
        all.put(
                "mounts",
                smallest()
                        .withMount(OciMount.of("/proc", "proc", "proc"))
                        .withMount(OciMount.bind("/data", "data", "ro", "nosuid", "rslave"))
                        .withMount(OciMount.bind("/all", "data", "rro"))
                        .withMount(OciMount.of("/tmp", "tmpfs", "tmpfs", "size=1m", "mode=1777", "noexec"))
                        .editLinux(l -> l.rootfsPropagation(io.jlinux.mount.Propagation.SLAVE)
                                .maskedPaths(List.of("/proc/kcore", "/secret"))
                                .readonlyPaths(List.of("/proc/sys"))));
        all.put(
                "devices",
                smallest()
                        .withMount(OciMount.of("/dev", "tmpfs", "tmpfs", "mode=755"))
                        .editLinux(l -> l.devices(List.of(
                                new OciDevice(
                                        "/dev/fuse",
                                        OciDevice.Type.CHAR,
                                        10,
                                        229,
                                        OptionalInt.of(0660),
                                        OptionalLong.of(5),
                                        OptionalLong.of(6)),
                                new OciDevice(
                                        "/dev/pipe",
                                        OciDevice.Type.FIFO,
                                        0,
                                        0,
                                        OptionalInt.empty(),
                                        OptionalLong.empty(),
                                        OptionalLong.empty())))));
        all.put(
                "names",
                smallest()
                        .withNamespace(OciNamespace.create(Namespace.UTS))
                        .withNamespace(OciNamespace.create(Namespace.NET))
                        .withNamespace(OciNamespace.create(Namespace.IPC))
                        .editLinux(l -> l.sysctl("net.ipv4.ip_forward", "1").sysctl("kernel.shmmax", "65536"))
                        .toBuilder()
                        .hostname("box")
                        .domainname("example.org")
                        .build());
        all.put(
                "joined",
                smallest()
                        .withNamespace(new OciNamespace(Namespace.NET, Optional.of("/proc/self/ns/net")))
                        .withNamespace(new OciNamespace(Namespace.IPC, Optional.of("/proc/self/ns/ipc"))));
        all.put("seccomp", seccomp());
        return all;
    }

    private static OciConfig seccomp() {
        ObjectNode tree =
                (ObjectNode) JsonMapper.builder().build().readTree(io.jlinux.oci.spec.ConfigWriter.toJson(smallest()));
        ((ObjectNode) tree.get("linux"))
                .set(
                        "seccomp",
                        JsonMapper.builder()
                                .build()
                                .readTree(
                                        "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"mkdir\",\"mkdirat\"],"
                                                + "\"action\":\"SCMP_ACT_ERRNO\",\"errnoRet\":13}]}"));
        return ConfigReader.read(tree.toString());
    }

    static Stream<String> names() {
        return Stream.concat(configs().keySet().stream(), Stream.of("overlay", "timeout"));
    }

    private OciBundle bundle(String name) throws IOException {
        Files.createDirectories(dir.resolve("rootfs"));
        Files.createDirectories(dir.resolve("data"));
        if (name.equals("overlay")) {
            OciConfig config = smallest().withRootPath(dir.resolve("rootfs").toString());
            return OciBundle.of(Rootfs.overlay(dir.resolve("rootfs")))
                    .edit(c -> config)
                    .writable();
        }
        if (name.equals("timeout")) return OciBundle.of(dir, smallest()).timeout(Duration.ofSeconds(5));
        return OciBundle.of(dir, configs().get(name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void thePlanIsAsItWas(String name) throws Exception {
        List<String> plan = normalised(bundle(name).explain());
        String write = System.getProperty("jlinux.golden");
        if (write != null) {
            Files.createDirectories(Path.of(write));
            Files.write(Path.of(write, name + ".txt"), plan);
        }
        List<String> golden = new ArrayList<>(golden(name));
        if (!SessionKeyring.isAvailable()) golden.removeIf(l -> l.startsWith("keyctl("));
        assertThat(String.join("\n", plan)).isEqualTo(String.join("\n", golden));
    }

    @Test
    void aDozen() {
        assertThat(names()).hasSizeGreaterThanOrEqualTo(12).doesNotHaveDuplicates();
    }

    static List<String> golden(String name) {
        try (InputStream in = GoldenPlanTest.class.getResourceAsStream("golden/" + name + ".txt")) {
            if (in == null) return List.of("there is no golden/" + name + ".txt");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without what differs between machines: paths, numbers of descriptors, names of v1's files, capabilities that it lacks. */
    private List<String> normalised(List<String> plan) {
        List<String> lines = new ArrayList<>();
        TreeSet<String> limits = new TreeSet<>();
        boolean dropping = false;
        for (String line : plan) {
            Matcher limit = LIMIT.matcher(line);
            if (limit.matches()) {
                limits.add(limit.group(2).startsWith("cpu") ? "cpu" : limit.group(2));
                continue;
            }
            if (!limits.isEmpty()) {
                lines.add("     parent: write limits of " + String.join(", ", limits));
                limits.clear();
            }
            // around the numbers that stay open
            if (CLOSE.matcher(line).matches()) {
                if (!lines.get(lines.size() - 1).equals(CLOSED)) lines.add(CLOSED);
                continue;
            }
            boolean drop = DROP.matcher(line).matches();
            if (drop && dropping) continue;
            dropping = drop;
            if (line.contains("\"/proc/kcore\"") && line.contains("symlinkat(")) continue;
            lines.add(drop ? "prctl(PR_CAPBSET_DROP, each other capability)" : text(line));
        }
        return lines;
    }

    private String text(String line) {
        String bare = line.startsWith("     ") ? line : line.replaceFirst("^ *\\d+  ", "");
        String here = bare.replace(dir.toString(), "BUNDLE");
        return DESCRIPTOR.matcher(here).replaceAll("N<");
    }
}
