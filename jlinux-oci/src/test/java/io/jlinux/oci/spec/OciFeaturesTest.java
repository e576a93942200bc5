package io.jlinux.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@Tag("pure")
class OciFeaturesTest {
    private static final String UNSAFE = "potentiallyUnsafeConfigAnnotations";
    private static final JsonNode OURS = Fixtures.parse(OciFeatures.current().toJson());

    @Test
    void theVersionsAreTakenByTheReader() {
        for (String version : List.of(
                OciFeatures.current().ociVersionMin(), OciFeatures.current().ociVersionMax())) {
            String text = Fixtures.changed(Fixtures.RUNC_1_1, "/ociVersion", "\"" + version + "\"");
            assertThat(ConfigReader.read(text).ociVersion()).isEqualTo(version);
        }
    }

    @Test
    void everyMountOptionIsNoDataOfAFileSystem() {
        for (String option : OciFeatures.current().mountOptions()) {
            assertThat(MountOptions.parse(List.of(option)).data()).as(option).isEmpty();
        }
    }

    @Test
    void everyConstantIsTakenByTheReader() {
        for (JsonNode arch : OURS.at("/linux/seccomp/archs")) {
            assertThat(SeccompArch.valueOf(arch.stringValue().substring("SCMP_ARCH_".length()))
                            .jsonName())
                    .isEqualTo(arch.stringValue());
        }
        assertThat(OURS.at("/linux/seccomp/knownFlags")).hasSize(4);
        assertThat(OURS.at("/linux/memoryPolicy/modes")).hasSize(7);
    }

    /** Of systemd's cgroups the annotations count, too: {@code ScopeProperties}. */
    @Test
    void whatSystemdCanBeAskedForIsTold() {
        assertThat(OURS.at("/linux/cgroup/systemd").asBoolean()).isTrue();
        assertThat(OURS.at("/linux/cgroup/systemdUser").asBoolean()).isTrue();
        assertThat(OURS.at("/potentiallyUnsafeConfigAnnotations/0").stringValue())
                .isEqualTo("org.systemd.property.");
    }

    /** features-linux.md of 1.3 names these properties, and no others. */
    @Test
    void itHasThePropertiesOfTheSpec() {
        names("", "ociVersionMin", "ociVersionMax", "hooks", "mountOptions", "linux", "annotations", UNSAFE);
        names(
                "/linux",
                "namespaces",
                "capabilities",
                "cgroup",
                "seccomp",
                "apparmor",
                "selinux",
                "intelRdt",
                "memoryPolicy",
                "mountExtensions",
                "netDevices");
        names("/linux/cgroup", "v1", "v2", "systemd", "systemdUser", "rdma");
        names("/linux/seccomp", "enabled", "actions", "operators", "archs", "knownFlags", "supportedFlags");
        names("/linux/memoryPolicy", "modes", "flags");
        names("/linux/mountExtensions", "idmap");
        for (String property : List.of("apparmor", "selinux", "mountExtensions/idmap", "netDevices")) {
            names("/linux/" + property, "enabled");
            isTrue("/linux/" + property + "/enabled");
        }
        names("/linux/intelRdt", "enabled", "schemata", "monitoring");
        for (String property : List.of("enabled", "schemata", "monitoring")) isTrue("/linux/intelRdt/" + property);
    }

    private static void names(String pointer, String... names) {
        assertThat(OURS.at(pointer).propertyNames()).as(pointer).containsExactlyInAnyOrder(names);
    }

    private static void isTrue(String pointer) {
        assertThat(OURS.at(pointer).isBoolean()).as(pointer).isTrue();
        assertThat(OURS.at(pointer).booleanValue()).as(pointer).isTrue();
    }

    /** What is told is taken: each property that the document says yes to. */
    @Test
    void whatItTellsOfAConfigMayHave() {
        OciConfig rdt = ConfigReader.read(Fixtures.changed(
                Fixtures.RUNC_1_1,
                "/linux/intelRdt",
                "{\"closID\": \"a\", \"schemata\": [\"L3:0=f\"], \"enableMonitoring\": true}"));
        assertThat(rdt.linux().intelRdt().orElseThrow().schemata()).containsExactly("L3:0=f");
        assertThat(rdt.linux().intelRdt().orElseThrow().enableMonitoring()).isTrue();
        assertThat(Unsupported.in(rdt)).isEmpty();
        OciConfig devices = ConfigReader.read(
                Fixtures.changed(Fixtures.RUNC_1_1, "/linux/netDevices", "{\"eth7\": {\"name\": \"eth0\"}}"));
        assertThat(devices.linux().netDevices()).containsOnlyKeys("eth7");
        assertThat(Unsupported.in(devices)).isEmpty();
    }

    /** Everything that runc's document has is in ours, in the same place and shape; it may have fewer constants. */
    @Test
    @Requires(Requirement.RUNC)
    void itHasTheShapeOfRuncs() throws Exception {
        Process runc = new ProcessBuilder("runc", "features").start();
        JsonNode theirs = Fixtures.parse(new String(runc.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertThat(runc.waitFor()).isZero();

        contains("", OURS, theirs);
    }

    private static void contains(String pointer, JsonNode ours, JsonNode theirs) {
        if (pointer.equals("/annotations") || pointer.startsWith("/ociVersion")) return;
        if (theirs.isObject()) {
            for (Map.Entry<String, JsonNode> property : theirs.properties()) {
                assertThat(ours.has(property.getKey()))
                        .as(pointer + "/" + property.getKey())
                        .isTrue();
                contains(pointer + "/" + property.getKey(), ours.get(property.getKey()), property.getValue());
            }
        } else if (theirs.isArray()) {
            List<String> known = ours.valueStream().map(JsonNode::stringValue).toList();
            for (JsonNode value : theirs) {
                // acl and noacl are options of file systems, which mount(2) has no flag for
                if (!value.stringValue().endsWith("acl")) assertThat(known).contains(value.stringValue());
            }
        } else {
            assertThat(ours.getNodeType()).as(pointer).isEqualTo(theirs.getNodeType());
        }
    }
}
