package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.IdMap;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciHook;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciRoot;
import io.jlinux.testkit.NoLeaks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plan of runc's template: what is in it, and in which order. Nothing is started, so any user may ask. */
@NoLeaks
class ExplainTest {
    /** Onto a name in a file system that this start has made: only there nothing can be in the way. */
    private static final String IN_OWN_TMPFS =
            ".*move_mount\\(.+, \"\", tmpfs on /dev, \"[a-z]+\", MOVE_MOUNT_F_EMPTY_PATH\\).*";

    @TempDir
    Path dir;

    private List<String> explain(OciConfig config) throws Exception {
        Files.createDirectories(dir.resolve("rootfs"));
        return OciBundle.of(dir, config).explain();
    }

    /** The number of the first line at or after {@code from} that has all the words. */
    private static int find(List<String> lines, int from, String... words) {
        for (int i = from; i < lines.size(); i++) {
            String line = lines.get(i);
            if (List.of(words).stream().allMatch(line::contains)) return i;
        }
        throw new AssertionError(
                "no line with " + List.of(words) + " from " + from + " in\n" + String.join("\n", lines));
    }

    private static void assertOrder(List<String> lines, String[]... steps) {
        int at = 0;
        for (String[] step : steps) at = find(lines, at, step) + 1;
    }

    private static String[] step(String... words) {
        return words;
    }

    @Test
    void theStepsAreInTheOneRightOrder() throws Exception {
        List<String> lines = explain(OciConfig.template().withTerminal(false));

        assertOrder(
                lines,
                step("setsid"),
                step("mount(", "\"/\"", "MS_REC|MS_SLAVE"),
                step("open_tree", "rootfs"),
                step("move_mount"),
                step("fsopen", "proc"),
                step("fsopen", "tmpfs"),
                step("fsopen", "devpts"),
                step("fsopen", "mqueue"),
                step("fsopen", "sysfs"),
                step("mknodat", "null"),
                step("symlinkat", "/proc/self/fd"),
                step("openat2(</proc>", "\"/bus\""),
                step("openat2(</proc>", "\"/acpi\""),
                step("pivot_root"),
                step("umount2", "MNT_DETACH"),
                step("chdir", "\"/\""),
                step("mount_setattr"),
                step("sethostname", "runc"),
                step("prlimit64", "RLIMIT_NOFILE"),
                step("PR_SET_NO_NEW_PRIVS"),
                step("PR_CAPBSET_DROP"),
                step("setgroups"),
                step("chdir"),
                step("getcwd"),
                step("capset"),
                step("close_range"),
                step("execve"));
    }

    @Test
    void theUserIsSetBetweenNoNewPrivilegesAndTheCapabilities() throws Exception {
        List<String> lines = explain(OciConfig.template().withTerminal(false).withUser(4321, 4321));

        assertOrder(
                lines,
                step("pivot_root"),
                step("PR_SET_NO_NEW_PRIVS"),
                step("PR_CAPBSET_DROP"),
                step("PR_SET_KEEPCAPS"),
                step("setgroups"),
                step("setresgid", "4321"),
                step("setresuid", "4321"),
                step("chdir"),
                step("capset"),
                step("execve"));
    }

    @Test
    void nothingIsOpenedAfterTheOthersAreClosed() throws Exception {
        List<String> lines = explain(OciConfig.template().withTerminal(false));
        int closed = find(lines, 0, "close_range");

        assertThat(lines.subList(closed, lines.size())).noneMatch(l -> l.contains("open"));
        assertThat(lines.get(lines.size() - 1)).contains("execve");
    }

    @Test
    void everyMountIsMadeDetachedAndAttachedByDescriptor() throws Exception {
        List<String> lines = explain(OciConfig.template().withTerminal(false));

        assertThat(lines.stream()
                        .filter(l -> l.contains("mount(") && !l.contains("fsmount("))
                        .toList())
                .allMatch(l -> l.contains("\"/\"") || l.contains("move_mount"));
        assertThat(lines.stream().filter(l -> l.contains("move_mount(")))
                .allMatch(
                        l -> l.contains("MOVE_MOUNT_F_EMPTY_PATH|MOVE_MOUNT_T_EMPTY_PATH") || l.matches(IN_OWN_TMPFS));
    }

    @Test
    void aRootlessPlanBindsDevices() throws Exception {
        List<String> lines =
                explain(OciConfig.rootlessTemplate(IdMap.rootToSelf()).withTerminal(false));

        assertThat(lines).noneMatch(l -> l.contains("mknodat"));
        assertThat(lines).anyMatch(l -> l.contains("open_tree") && l.contains("/dev/null"));
    }

    private static OciHook hook(String path) {
        return new OciHook(path, List.of(), List.of(), Optional.empty());
    }

    /** Each kind where the child waits for it, between its read and what it then checks: those of startContainer before the program. */
    @Test
    void theHooksAreWhereTheyRun() throws Exception {
        OciHooks hooks = new OciHooks(
                List.of(hook("/prestart")),
                List.of(hook("/create-runtime")),
                List.of(hook("/create-container")),
                List.of(hook("/start-1"), hook("/start-2")),
                List.of(hook("/poststart")),
                List.of(hook("/poststop")));
        List<String> lines = explain(OciConfig.template().withTerminal(false).toBuilder()
                .hooks(hooks)
                .build());

        assertOrder(
                lines,
                step("clone3"),
                step("fsopen", "proc"),
                step(" read("),
                step("parent: hook prestart /prestart"),
                step("parent: hook createRuntime /create-runtime"),
                step("parent: hook createContainer /create-container"),
                step(" assert(read"),
                step("pivot_root"),
                step("close_range"),
                step(" read("),
                step("parent: hook startContainer /start-1"),
                step("parent: hook startContainer /start-2"),
                step(" assert(read"),
                step(" execve("),
                step("parent: hook poststart /poststart"),
                step("parent: hook poststop /poststop"));
        for (String kind : List.of("prestart", "createRuntime", "createContainer", "poststart", "poststop"))
            assertThat(lines).filteredOn(l -> l.contains("hook " + kind + " ")).hasSize(1);
        assertThat(lines).filteredOn(l -> l.contains("hook startContainer ")).hasSize(2);
    }

    @Test
    void whatIsNotSupportedIsRefusedHere() {
        OciConfig config = OciConfig.template().withMount(OciMount.bind("/tmp", "/srv", "size=1m")).toBuilder()
                .root(OciRoot.of("rootfs"))
                .build();

        assertThatThrownBy(() -> explain(config))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("/mounts/7/options");
    }
}
