package io.jlinux.sys;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.testkit.NoLeaks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NoLeaks
@Timeout(60)
class ProcessIdentityTest {
    @Test
    void thisJvmIsAlive() throws Exception {
        ProcessIdentity self = ProcessIdentity.current();
        assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(self.isAlive()).isTrue();
        String stat = Files.readString(Path.of("/proc/self/stat"));
        assertThat(stat.substring(stat.lastIndexOf(')')).split(" ")[20]).isEqualTo("" + self.startTime());
    }

    @Test
    void oneOfTheSamePidThatStartedAtAnotherTimeIsAnother() throws Exception {
        ProcessIdentity self = ProcessIdentity.current();
        ProcessIdentity before = new ProcessIdentity(self.pid(), self.startTime() - 1);
        assertThat(before.isAlive()).isFalse();
        assertThat(before.open()).isEmpty();
    }

    @Test
    void itsPidFdIsThatOfTheProcess() throws Exception {
        try (LinuxProcess p = Spawn.command("sleep", "1000").start()) {
            ProcessIdentity identity = ProcessIdentity.of(p.pid()).orElseThrow();
            try (PidFd fd = identity.open().orElseThrow()) {
                fd.send(Signal.KILL);
            }
            assertThat(p.waitFor()).isEqualTo(128 + 9);
            assertThat(identity.isAlive()).isFalse();
            assertThat(identity.open()).isEmpty();
            assertThat(ProcessIdentity.of(p.pid())).isNotEqualTo(Optional.of(identity));
        }
    }

    /** It has ended, but its parent, which does not wait, keeps its pid. */
    @Test
    void oneThatNobodyHasWaitedForIsNotAlive() throws Exception {
        try (LinuxProcess parent = Spawn.command("sh", "-c", "sleep 0.3 & echo $!; exec sleep 1000")
                .start()) {
            StringBuilder line = new StringBuilder();
            for (int c; (c = parent.getInputStream().read()) != '\n'; ) line.append((char) c);
            long pid = Long.parseLong(line.toString());
            Path stat = Path.of("/proc", line.toString(), "stat");
            while (!Files.readString(stat).contains(") Z ")) Thread.sleep(5);
            assertThat(ProcessIdentity.of(pid)).isEmpty();
        }
    }
}
