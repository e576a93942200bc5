package io.jlinux.net.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.MountInfo;
import io.jlinux.ns.Namespace;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.MountFlags;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a host with systemd /tmp is often a tmpfs, and every mount is shared: what slirp4netns mounts as root must stay its own. */
@NoLeaks
@Timeout(120)
@InNamespace(Kind.MOUNT)
@Requires({Requirement.ROOT, Requirement.USER_NAMESPACES, Requirement.SLIRP4NETNS, Requirement.TUN})
class SharedTmpTest {
    private static final String TMP = "/tmp";

    /** What every later start uses is opened here, in the mount namespace of the JVM. */
    @BeforeAll
    static void somethingWasStartedBefore() throws Exception {
        Spawn.command("true")
                .stdin(Stdio.devNull())
                .stdout(Stdio.devNull())
                .start()
                .waitFor();
    }

    @Test
    void theSandboxLeavesTheHostsTmpAsItIs() throws Exception {
        mount("jlinux-tmp", TMP, "tmpfs", 0);
        mount("none", "/", "none", MountFlags.MS_SHARED | MountFlags.MS_REC);
        List<MountInfo> before = onTmp();
        assertThat(before).isNotEmpty();
        try (LinuxProcess box = Spawn.command("sleep", "1000")
                        .unshare(Namespace.USER, Namespace.NET)
                        .start();
                RootlessAttachment outside =
                        RootlessNetwork.slirp4netns().sandbox(true).attach(box)) {
            assertThat(outside.isAlive()).isTrue();
            assertThat(onTmp()).isEqualTo(before);
        }
        assertThat(onTmp()).isEqualTo(before);
    }

    private static List<MountInfo> onTmp() throws IOException {
        return MountInfo.parse(Files.readString(Path.of("/proc/thread-self/mountinfo"))).stream()
                .filter(m -> m.target().equals(TMP))
                .toList();
    }

    private static void mount(String source, String target, String type, long flags) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long from = s.string(0, source);
            long to = s.string(64, target);
            long kind = s.string(128, type);
            Result.check(RawSyscall.call(Syscall.MOUNT, from, to, kind, flags, 0), "mount", target);
        }
    }
}
