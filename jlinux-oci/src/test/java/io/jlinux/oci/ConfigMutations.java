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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Configs that somebody might write: valid ones with changes anywhere, and ones put together at random. Nothing in them names what
 * is the host's: they are run as root.
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

    /** A change of a tree; of what and to what is chosen when the tree is known. */
    record Mutation(int where, int what, int how) {
        private static final int WAYS = 8;

        void apply(ObjectNode tree) {
            List<JsonNode> containers = new ArrayList<>();
            collect(tree, containers);
            JsonNode container = containers.get(where % containers.size());
            JsonNode value = MAPPER.readTree(VALUES.get(what % VALUES.size()));
            int index = where / containers.size();
            if (container instanceof ArrayNode array) array(array, index, value);
            else if (container instanceof ObjectNode object) object(object, index, value);
        }

        private void array(ArrayNode array, int index, JsonNode value) {
            int at = array.isEmpty() ? 0 : index % array.size();
            switch (how % WAYS) {
                case 0 -> array.add(value);
                case 1 -> array.insert(0, value);
                case 2 -> {
                    if (!array.isEmpty()) array.remove(at);
                }
                case 3 -> {
                    if (!array.isEmpty()) array.add(array.get(at).deepCopy());
                }
                case 4 -> array.removeAll();
                default -> {
                    if (!array.isEmpty()) array.set(at, value);
                }
            }
        }

        private void object(ObjectNode object, int index, JsonNode value) {
            List<String> names = new ArrayList<>(object.propertyNames());
            String name = names.isEmpty() ? "x" : names.get(index % names.size());
            switch (how % WAYS) {
                case 0 -> object.set("x", value);
                case 1 -> object.remove(name);
                case 2 -> object.set(name + "x", value);
                default -> object.set(name, value);
            }
        }

        private static void collect(JsonNode node, List<JsonNode> containers) {
            if (!node.isContainer()) return;
            containers.add(node);
            if (node.isArray()) node.values().forEach(child -> collect(child, containers));
            for (Map.Entry<String, JsonNode> entry : node.properties()) collect(entry.getValue(), containers);
        }
    }

    /** Valid configs with one to three changes at any place. */
    static Arbitrary<String> mutated() {
        Arbitrary<Integer> any = Arbitraries.integers().between(0, 1 << 20);
        Arbitrary<Mutation> mutation = Combinators.combine(any, any, any).as(Mutation::new);
        return Combinators.combine(
                        Arbitraries.integers().between(0, valid().size() - 1),
                        mutation.list().ofMinSize(1).ofMaxSize(3))
                .as(ConfigMutations::mutate);
    }

    private static String mutate(int base, List<Mutation> mutations) {
        ObjectNode tree = (ObjectNode) MAPPER.readTree(ConfigWriter.toJson(valid().get(base)));
        mutations.forEach(m -> m.apply(tree));
        return tree.toString();
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
