package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is hidden from the program: files, directories, and what is not there. */
@NoLeaks
@Timeout(60)
@Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
class MaskTest extends OnBusyboxRoot {
    private Run run(String script, boolean oldKernel, String... masked) throws Exception {
        Spawn spawn = Spawn.command("/bin/sh", "-c", script)
                .env("PATH", "/bin:/usr/bin")
                .unshare(Namespace.MOUNT, Namespace.PID)
                .rootfs(root.path())
                .mount(Mount.proc())
                .mask(masked);
        if (oldKernel) spawn.features(MountFallbackTest.linux54());
        return Run.of(Requirement.ROOT.isMet() ? spawn : spawn.unshare(Namespace.USER));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void directoriesAreEmptyAndShareOneFileSystem(boolean oldKernel) throws Exception {
        List<String> lines = run(
                        "ls -A /proc/sys /proc/fs /proc/tty; touch /proc/fs/x || echo ro; cat /proc/self/mountinfo",
                        oldKernel,
                        "/proc/sys",
                        "/proc/missing",
                        "/proc/fs",
                        "/proc/tty")
                .lines();
        assertThat(lines.subList(0, 6)).contains("ro").noneMatch(l -> l.contains("kernel") || l.contains("driver"));
        List<String> masks = lines.stream()
                .filter(l -> l.matches(".* /proc/(sys|fs|tty) .*"))
                .toList();
        assertThat(masks).hasSize(3).allMatch(l -> l.split(" ")[5].startsWith("ro") && l.contains(" - tmpfs "));
        assertThat(masks.stream().map(l -> l.split(" ")[2]).distinct()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void filesAreTheNullDeviceAndCannotBeChanged(boolean oldKernel) throws Exception {
        Run run = run(
                "cat /proc/version; test -c /proc/version && echo device; busybox chmod 0 /proc/version || echo kept",
                oldKernel,
                "/proc/version",
                "/proc/uptime");
        assertThat(run.lines()).containsExactly("device", "kept");
    }
}
