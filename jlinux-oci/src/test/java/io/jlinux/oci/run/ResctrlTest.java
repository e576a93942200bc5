package io.jlinux.oci.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciIntelRdt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules for resctrl, in a tree of plain files that looks like it: no machine that this is built on has the hardware. What the
 * kernel itself does with what is written is not tried here.
 */
class ResctrlTest {
    @TempDir
    Path root;

    private static OciIntelRdt rdt(String closId, List<String> schemata, String l3, String mb, boolean monitoring) {
        return new OciIntelRdt(
                Optional.ofNullable(closId),
                schemata,
                Optional.ofNullable(l3),
                Optional.ofNullable(mb),
                monitoring,
                false,
                false);
    }

    private Resctrl of(OciIntelRdt rdt) {
        return Resctrl.of(root, rdt, "box");
    }

    private Path directory(String name, String schemata) throws Exception {
        Path directory = Files.createDirectory(root.resolve(name));
        Files.writeString(directory.resolve("schemata"), schemata);
        Files.createFile(directory.resolve("tasks"));
        return directory;
    }

    @Test
    void withoutANameTheClassHasTheContainers() throws Exception {
        Resctrl.Made made = of(rdt(null, List.of("L3:0=f0"), null, null, false)).assign(42);

        assertThat(root.resolve("box/schemata")).hasContent("L3:0=f0\n");
        assertThat(root.resolve("box/tasks")).hasContent("42");
        assertThat(made.directories()).containsExactly(root.resolve("box"));
    }

    @Test
    void theOldPropertiesAreOneWriteAndSchemataTheLast() {
        Resctrl r = of(rdt("c", List.of("L2:0=1"), "L3:0=7f0\nMB:0=10", "MB:0=20", false));

        assertThat(r.writes()).containsExactly("L3:0=7f0\nMB:0=20\n", "L2:0=1\n");
    }

    @Test
    void aClassThatIsThereMustHaveThatSchema() throws Exception {
        directory("c", "    L3:0=07f0;1=01f\n    MB:0= 20;1= 70\n");

        of(rdt("c", List.of("L3:0=7f0;1=1f"), null, null, false)).assign(7);
        assertThat(root.resolve("c/tasks")).hasContent("7");

        assertThatThrownBy(() ->
                        of(rdt("c", List.of("L3:0=1;1=1f"), null, null, false)).assign(7))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("/linux/intelRdt/closID")
                .hasMessageContaining("another schema");
    }

    @Test
    void aClassWithoutASchemaMustBeThere() throws Exception {
        assertThatThrownBy(() -> of(rdt("c", List.of(), null, null, false)).assign(7))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("there is no class of service c");
        assertThat(root.resolve("c")).doesNotExist();

        directory("c", "L3:0=f\n");
        Resctrl.Made made = of(rdt("c", List.of(), null, null, false)).assign(7);
        assertThat(root.resolve("c/schemata")).hasContent("L3:0=f\n");
        assertThat(made.directories()).isEmpty();
    }

    @Test
    void aMonitoringGroupIsTheContainersOwn() throws Exception {
        Files.createDirectory(directory("c", "").resolve("mon_groups"));

        Resctrl r = of(rdt("c", List.of(), null, null, true));
        assertThat(r.assign(7).directories()).containsExactly(root.resolve("c/mon_groups/box"));
        assertThat(root.resolve("c/mon_groups/box/tasks")).hasContent("7");

        Files.delete(root.resolve("c/mon_groups/box/tasks")); // the kernel removes it with its directory
        r.own().remove();
        assertThat(root.resolve("c/mon_groups/box")).doesNotExist();
        assertThat(root.resolve("c")).exists();
    }

    @Test
    void aFurtherProcessJoinsTheClassAndWhatCounts() throws Exception {
        Files.createDirectory(directory("c", "").resolve("mon_groups"));
        Resctrl counted = of(rdt("c", List.of(), null, null, true));
        counted.assign(7);

        counted.join(8);
        assertThat(root.resolve("c/tasks")).hasContent("8");
        assertThat(root.resolve("c/mon_groups/box/tasks")).hasContent("8");

        of(rdt(null, List.of("L3:0=f0"), null, null, false)).assign(42);
        of(rdt(null, List.of("L3:0=f0"), null, null, false)).join(43);
        assertThat(root.resolve("box/tasks")).hasContent("43");
    }

    @Test
    void aFurtherProcessDoesNotMakeTheClass() {
        assertThatThrownBy(() ->
                        of(rdt("c", List.of("L3:0=f0"), null, null, false)).join(8))
                .hasMessageContaining("c/tasks");
        assertThat(root.resolve("c")).doesNotExist();
    }

    @Test
    void aClassOfTheContainersIdIsNotTakenOver() throws Exception {
        directory("box", "L3:0=f\n");

        assertThatThrownBy(() ->
                        of(rdt(null, List.of("L3:0=f"), null, null, false)).assign(7))
                .hasMessageContaining("EEXIST");
        assertThat(root.resolve("box/tasks")).isEmptyFile();
    }

    @Test
    void itIsFoundWhereItIsMounted() {
        String mountinfo = """
                24 30 0:22 / /proc rw,nosuid shared:13 - proc proc rw
                90 80 0:44 / /sys/fs/resctrl rw,relatime shared:20 - resctrl resctrl rw
                """;
        assertThat(Resctrl.mountPoint(mountinfo)).contains(Path.of("/sys/fs/resctrl"));
        assertThat(Resctrl.mountPoint("24 30 0:22 / /resctrl rw - proc resctrl rw\n"))
                .isEmpty();
    }
}
