package io.jlinux.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a shell script would try: each says ESCAPED where it got through. */
@NoLeaks
@Timeout(120)
@Requires(Requirement.USER_NAMESPACES)
class ShellEscapeTest {
    private static final String ATTACKS = """
            passwords :: cat /etc/shadow /etc/passwd
            homes :: ls /home /root /srv /var
            processes :: test $(ls -d /proc/[0-9]* | wc -l) -gt 8
            init-root :: ls /proc/1/root/home
            init-cwd :: cd /proc/1/cwd && ls ../home
            init-fds :: cat /proc/1/fd/1[0-9] < /dev/null
            sysctl :: echo 1 > /proc/sys/kernel/panic
            sysrq :: echo x > /proc/sysrq-trigger
            core-pattern :: echo '|/tmp/x' > /proc/sys/kernel/core_pattern
            uevent-helper :: echo /tmp/x > /sys/kernel/uevent_helper
            cgroup-escape :: echo $$ > /sys/fs/cgroup/cgroup.procs
            remount :: mount -o remount,rw /
            bind :: mount --bind /tmp /usr
            new-proc :: mkdir -p /tmp/p && mount -t proc proc /tmp/p
            overlay :: mkdir -p /tmp/u /tmp/w && mount -t overlay -o lowerdir=/usr,upperdir=/tmp/u,workdir=/tmp/w o /usr
            unshare :: unshare -Urm true
            nested-user :: unshare -U sh -c 'echo 0 > /proc/self/setgroups'
            join :: nsenter -t 1 -m -- ls /home
            device :: mknod /tmp/sda b 8 0
            disk :: head -c 1 /dev/sda /dev/vda
            write-usr :: echo x >> /usr/bin/env
            link-out :: ln -s /proc/1/root/etc /tmp/e && ls /tmp/e/shadow
            setuid :: su -c true
            capabilities :: grep -q 'CapEff:.*[1-9a-f]' /proc/self/status
            privileges :: grep -q 'NoNewPrivs:.0' /proc/self/status
            unfiltered :: grep -q 'Seccomp:.0' /proc/self/status
            hostname :: hostname evil
            nice :: nice -n -5 sh -c 'test $(nice) -lt 0'
            limits :: ulimit -n 100000
            core-dumps :: ulimit -c unlimited
            environment :: test -n "$JAVA_HOME$JLINUX_VERIFY$SSH_AUTH_SOCK"
            network :: grep : /proc/net/dev | grep -qv lo:
            kernel-log :: dmesg
            modules :: modprobe dummy
            clock :: date -s 2000-01-01
            """;

    /** Those among them that do no harm where nothing holds them, with files that everybody may read. */
    private static final String HARMLESS = """
            passwords :: cat /etc/passwd
            homes :: ls -d /home /root /srv /var
            processes :: test $(ls -d /proc/[0-9]* | wc -l) -gt 8
            filter :: grep -q 'Seccomp:.0' /proc/self/status
            """;

    static Stream<Arguments> attacks() {
        return scripts(ATTACKS);
    }

    static Stream<Arguments> harmless() {
        return scripts(HARMLESS);
    }

    private static Stream<Arguments> scripts(String lines) {
        return lines.lines().map(line -> Arguments.of((Object[]) line.split(" :: ", 2)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void isContained(String name, String attack) throws Exception {
        String script =
                "if (" + attack + ") > /tmp/said 2>&1; then echo ESCAPED; cat /tmp/said; else echo contained; fi";
        assertThat(Ended.text(Sandbox.untrusted(), script)).as(name).isEqualTo("contained");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmless")
    void getsThroughOutside(String name, String attack) throws Exception {
        try (LinuxProcess p = Spawn.command("/bin/sh", "-c", attack).start()) {
            Ended end = Ended.of(p, 60);
            assertThat(end.code()).as(name + end).isZero();
        }
    }
}
