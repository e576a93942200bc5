package io.jlinux.oci;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.OciCapabilities;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.oci.spec.OciRoot;
import io.jlinux.oci.spec.OciUser;
import io.jlinux.oci.spec.TreeMutation;
import io.jlinux.security.Rlimit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Configs that somebody might write: valid ones with changes anywhere, and ones put together at random. They are run as root, and harmless
 * by what can be in them: the program and the hooks are {@code /bin/true} or none, and no value that a change puts in is a path of
 * the host at which anything could be made, a namespace of the host's, or a device of a disk.
 */
final class ConfigMutations {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** What a value is replaced by. No path of the host is among them, and no namespace of the host's. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1",
            "7",
            "1e3",
            "1.5",
            "65536",
            "4294967295",
            "4294967296",
            "9223372036854775807",
            "-9223372036854775808",
            "18446744073709551615",
            "99999999999999999999999999",
            "\"\"",
            "\"jlinux-x\"",
            "\"/jlinux-x\"",
            "\"jlinux-x/y\"",
            "\"..\"",
            "\"/..\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"=\"",
            "\"a=b\"",
            "\"ä\"",
            "\"bind\"",
            "\"rbind\"",
            "\"ro\"",
            "\"noexec\"",
            "\"private\"",
            "\"tmpfs\"",
            "\"proc\"",
            "\"size=1m\"",
            "\"/bin/true\"",
            "\"/proc/x\"",
            "\"/dev/x\"",
            "\"/dev/null\"",
            "\"/proc/self/fd/5\"",
            "\"1.0.0\"",
            "\"2.0.0\"",
            "\"mount\"",
            "\"user\"",
            "\"pid\"",
            "\"network\"",
            "\"cgroup\"",
            "\"time\"",
            "\"CAP_KILL\"",
            "\"RLIMIT_NOFILE\"",
            "\"SCMP_ACT_ERRNO\"",
            "\"SCMP_ACT_KILL_PROCESS\"",
            "\"SCMP_ACT_ALLOW\"",
            "[]",
            "[null]",
            "[[]]",
            "[\"x\", \"x\"]",
            "[0]",
            "[{}]",
            "{}",
            "{\"\": 1}",
            "{\"type\": \"pid\"}",
            "{\"destination\": \"/x\", \"type\": \"tmpfs\", \"source\": \"x\"}",
            "{\"path\": \"/x\"}",
            "\"" + "long".repeat(2000) + "\"");

    private ConfigMutations() {}

    /** Configs that run. */
    static List<OciConfig> valid() {
        OciConfig template = OciConfig.template().withTerminal(false).withArgs("/bin/true");
        OciConfig rich = template.editProcess(p -> p.oomScoreAdj(500)
                        .user(new OciUser(1000, 1000, OptionalInt.of(022), List.of(5L)))
                        .rlimits(List.of(Rlimit.of(Rlimit.Resource.NOFILE, 64), Rlimit.of(Rlimit.Resource.CORE, 0))))
                .withMount(OciMount.of("/tmp", "tmpfs", "tmpfs", "nosuid", "size=1m", "mode=1777"))
                .withMount(OciMount.bind("/more", "rootfs/bin", "ro", "rprivate"))
                .withNamespace(OciNamespace.create(Namespace.CGROUP))
                .withHostname("fuzz")
                .withAnnotation("a", "b")
                .editLinux(l -> l.sysctl("net.ipv4.ip_forward", "1").sysctl("kernel.shmmax", "65536"))
                .editResources(r -> r.pidsLimit(64).memoryLimit(64 << 20).cpuQuota(50_000, 100_000));
        return List.of(
                template, rich, OciConfig.rootlessTemplate().withTerminal(false).withArgs("/bin/true"));
    }

    /** Valid configs with up to three {@linkplain ConfigFragments fragments} more, and one to three changes at any place. */
    static Arbitrary<String> mutated() {
        return Combinators.combine(Arbitraries.of(valid()), ConfigFragments.some(), TreeMutation.some(3))
                .as((base, fragments, mutations) -> {
                    ObjectNode config = ConfigFragments.with(tree(base), fragments);
                    mutations.forEach(m -> m.apply(config, VALUES));
                    return tame(config).toString();
                });
    }

    /** As what {@link ConfigWriter} writes. */
    static ObjectNode tree(OciConfig config) {
        return (ObjectNode) MAPPER.readTree(ConfigWriter.toJson(config));
    }

    /**
     * The same where it would be for others than itself: every cgroup is below one of ours, and the host's root is mounted nowhere, for what
     * a start makes in it.
     */
    private static ObjectNode tame(ObjectNode config) {
        JsonNode path = config.at("/linux/cgroupsPath");
        if (path.isString() && !path.stringValue().contains("jlinux")) {
            String ours = path.stringValue().startsWith("/") ? "/jlinux-fuzz" : "jlinux-fuzz/";
            ((ObjectNode) config.get("linux")).put("cgroupsPath", ours + path.stringValue());
        }
        for (JsonNode mount : config.at("/mounts").values()) {
            if (mount instanceof ObjectNode object
                    && mount.at("/source").asString("").equals("/..")) object.put("source", "..");
        }
        return config;
    }

    /** Changes that make sense, each by its name. */
    static Map<String, UnaryOperator<OciConfig>> edits() {
        Map<String, UnaryOperator<OciConfig>> all = new LinkedHashMap<>();
        for (Namespace kind : Namespace.values()) {
            all.put("with " + kind, c -> c.withNamespace(OciNamespace.create(kind)));
            all.put("without " + kind, c -> c.withoutNamespace(kind));
        }
        for (String target : List.of("/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/sys", "/sys/fs/cgroup"))
            all.put("without mount " + target, c -> c.withoutMount(target));
        for (String target :
                List.of("/", "/proc", "/dev", "/bin", "/new/deep", "relative", "/dev/null", "/bin/busybox")) {
            all.put("tmpfs on " + target, c -> c.withMount(OciMount.of(target, "tmpfs", "tmpfs", "size=64k")));
            all.put("bind on " + target, c -> c.withMount(OciMount.bind(target, "rootfs/bin", "ro")));
            all.put("file on " + target, c -> c.withMount(OciMount.bind(target, "rootfs/bin/busybox")));
            all.put("masked " + target, c -> c.editLinux(l -> l.maskedPaths(List.of("/" + target))));
            all.put("readonly " + target, c -> c.editLinux(l -> l.readonlyPaths(List.of("/" + target))));
            all.put("cwd " + target, c -> c.withCwd(target));
        }
        for (String type : List.of("proc", "sysfs", "devpts", "mqueue", "ramfs", "nonsense", "cgroup", "cgroup2"))
            all.put("another " + type, c -> c.withMount(OciMount.of("/another/" + type, type, type)));
        all.put("terminal", c -> c.withTerminal(true));
        all.put("writable", c -> c.toBuilder().root(OciRoot.of("rootfs")).build());
        all.put("user 1", c -> c.withUser(1, 1));
        all.put(
                "user of many groups",
                c -> c.editProcess(p -> p.user(new OciUser(5, 6, OptionalInt.of(0777), List.of(1L, 2L)))));
        all.put("user -2", c -> c.withUser(4294967294L, 4294967294L));
        all.put(
                "ids",
                c -> c.editLinux(l -> l.uidMappings(List.of(new IdMap.Range(0, 100_000, 10)))
                        .gidMappings(List.of(new IdMap.Range(0, 100_000, 10)))));
        all.put("no caps", c -> c.editProcess(p -> p.capabilities(OciCapabilities.NONE)));
        all.put(
                "many caps",
                c -> c.editProcess(p -> p.capabilities(OciCapabilities.of("CAP_KILL", "CAP_CHOWN", "CAP_NONE"))));
        all.put("new privileges", c -> c.editProcess(p -> p.noNewPrivileges(false)));
        all.put("few files", c -> c.editProcess(p -> p.rlimit(Rlimit.of(Rlimit.Resource.NOFILE, 3))));
        all.put("no memory", c -> c.editProcess(p -> p.rlimit(Rlimit.of(Rlimit.Resource.AS, 4096))));
        all.put("no processes", c -> c.editProcess(p -> p.rlimit(Rlimit.of(Rlimit.Resource.NPROC, 0))));
        all.put("no time", c -> c.editProcess(p -> p.rlimit(Rlimit.of(Rlimit.Resource.CPU, 1))));
        all.put("pids 0", c -> c.editResources(r -> r.pidsLimit(0)));
        all.put("pids 1", c -> c.editResources(r -> r.pidsLimit(1)));
        all.put("memory 1 MiB", c -> c.editResources(r -> r.memoryLimit(1 << 20)));
        all.put("memory 0", c -> c.editResources(r -> r.memoryLimit(0)));
        all.put("cpu", c -> c.editResources(r -> r.cpuQuota(1000, 1_000_000)));
        all.put("cgroup path", c -> c.editLinux(l -> l.cgroupsPath("jlinux-fuzz/a/b")));
        all.put("hostname", c -> c.withHostname("h".repeat(64)));
        all.put("no such program", c -> c.withArgs("/no/such"));
        all.put("program in the path", c -> c.withArgs("true"));
        all.put("a directory", c -> c.withArgs("/bin"));
        all.put("env", c -> c.withEnv("PATH", "").withEnv("X", ""));
        return all;
    }

    /** Configs with up to six of these. */
    static Arbitrary<List<String>> edited() {
        return Arbitraries.of(new ArrayList<>(edits().keySet()))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }
}
