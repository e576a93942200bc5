package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.security.Capability;
import io.jlinux.security.seccomp.Condition;
import io.jlinux.security.seccomp.DockerProfile;
import io.jlinux.security.seccomp.KernelVersion;
import io.jlinux.security.seccomp.SeccompAction;
import io.jlinux.security.seccomp.SeccompArch;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.security.seccomp.SeccompProfile;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.testkit.NoLeaks;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles of Docker's format become the policies that Docker and runc make of them. */
@NoLeaks
class SeccompProfilesTest {
    private static final SeccompArch HERE = SeccompArch.current();
    private static final long[] ARGUMENTS = {0, 1, 8, 9, 11, 12, 16, 40, 45, 0x20000, 0x7e02_0000L, 0xffff_ffffL, -1};

    @TempDir
    Path files;

    private static byte[] fixture() throws Exception {
        try (InputStream in = SeccompProfilesTest.class.getResourceAsStream("seccomp-docker-format.json")) {
            return in.readAllBytes();
        }
    }

    private static SeccompPolicy of(byte[] json, Capability... capabilities) {
        return SeccompProfiles.policy(SeccompProfiles.parse("test", json), Set.of(capabilities));
    }

    private static String decide(SeccompPolicy policy, String call, long... args) {
        SeccompAction rules = policy.decide(HERE, call, args).orElseThrow();
        assertThat(policy.filter().decide(HERE, HERE.number(call).orElseThrow(), args))
                .isEqualTo(rules);
        return rules.toString();
    }

    @Test
    void conditionsOnTheContainerAndItsHostDecideWhichEntriesCount() throws Exception {
        SeccompPolicy plain = of(fixture());
        SeccompPolicy admin = of(fixture(), Capability.SYS_ADMIN, Capability.SYS_CHROOT);
        assertThat(plain.defaultAction()).hasToString("errno ENOSYS");
        assertThat(plain.architectures()).isEqualTo(HERE.family());
        assertThat(decide(plain, "read")).isEqualTo("allow");
        assertThat(decide(plain, "getpid")).as("an entry of the old form").isEqualTo("allow");
        assertThat(decide(plain, "getppid")).isEqualTo("errno ENOSYS");
        assertThat(decide(plain, "mount")).isEqualTo("errno EPERM");
        assertThat(decide(admin, "mount")).isEqualTo("allow");
        assertThat(decide(plain, "chroot")).isEqualTo("errno ENOSYS");
        assertThat(decide(admin, "chroot")).isEqualTo("allow");
        assertThat(decide(plain, "ptrace")).as("this kernel is newer than 4.8").isEqualTo("allow");
        assertThat(decide(plain, "kcmp")).as("and excluded for that").isEqualTo("errno ENOSYS");
        assertThat(decide(plain, "acct")).as("only on another machine").isEqualTo("errno ENOSYS");
        assertThat(decide(admin, "reboot")).as("a capability that nobody has").isEqualTo("errno ENOSYS");
        SeccompProfile.Container old = new SeccompProfile.Container(Set.of(), HERE, new KernelVersion(4, 4));
        SeccompPolicy onOld = SeccompProfiles.parse("test", fixture()).policy(old);
        assertThat(decide(onOld, "ptrace")).isEqualTo("errno ENOSYS");
        assertThat(decide(onOld, "kcmp")).isEqualTo("allow");
    }

    @Test
    void conditionsOnOneArgumentAreAlternatives() throws Exception {
        SeccompPolicy policy = of(fixture());
        assertThat(decide(policy, "personality", 8)).isEqualTo("allow");
        assertThat(decide(policy, "personality", 0xffff_ffffL)).isEqualTo("allow");
        assertThat(decide(policy, "personality", 7)).isEqualTo("errno ENOSYS");
        assertThat(decide(policy, "clone", 0x11)).isEqualTo("allow");
        assertThat(decide(policy, "clone", 0x1000_0011)).as("CLONE_NEWUSER").isEqualTo("errno ENOSYS");
    }

    /** Our default profile, written down as Docker writes its own, and read again. */
    @Test
    void dockersProfileInItsOwnFormatDecidesAsTheBuiltInOne() throws Exception {
        Path file = files.resolve("default.json");
        Files.writeString(file, json(DockerProfile.profile()));
        List<Set<Capability>> containers = List.of(
                Set.of(),
                Set.of(Capability.SYS_ADMIN),
                Set.of(Capability.SYS_PTRACE, Capability.SYS_CHROOT, Capability.SYSLOG),
                Capability.parse("CAP_BPF").map(Set::of).orElseThrow());
        for (Set<Capability> capabilities : containers) {
            SeccompPolicy read = SeccompProfiles.policy(file, capabilities);
            SeccompPolicy builtIn = DockerProfile.policy(capabilities);
            assertThat(read.architectures()).isEqualTo(builtIn.architectures());
            for (SeccompArch arch : HERE.family()) {
                int bits = arch == SeccompArch.X32 ? 0x4000_0000 : 0;
                for (int number : IntStream.range(0, 600).map(n -> n | bits).toArray()) {
                    for (long argument : ARGUMENTS) {
                        SeccompAction theirs = builtIn.decide(arch, number, argument);
                        assertThat(read.decide(arch, number, argument))
                                .as("%s %d(%#x) with %s", arch, number, argument, capabilities)
                                .isEqualTo(theirs);
                    }
                    assertThat(read.filter().decide(arch, number, 16))
                            .isEqualTo(builtIn.filter().decide(arch, number, 16));
                }
            }
        }
    }

    private static String json(SeccompProfile profile) {
        String archMap = profile.architectures().entrySet().stream()
                .map(e -> "{\"architecture\": \"" + e.getKey().ociName() + "\", \"subArchitectures\": "
                        + list(e.getValue().stream().map(SeccompArch::ociName).toList()) + "}")
                .collect(Collectors.joining(",\n    "));
        String entries =
                profile.entries().stream().map(SeccompProfilesTest::json).collect(Collectors.joining(",\n    "));
        return "{\n  \"defaultAction\": \"SCMP_ACT_ERRNO\",\n  \"defaultErrnoRet\": "
                + profile.defaultAction().data() + ",\n  \"archMap\": [" + archMap + "],\n  \"syscalls\": [" + entries
                + "]\n}\n";
    }

    private static String json(SeccompProfile.Entry e) {
        String errno = e.action().kind() == SeccompAction.Kind.ERRNO
                ? ", \"errnoRet\": " + e.action().data()
                : "";
        String args = e.conditions().stream().map(SeccompProfilesTest::json).collect(Collectors.joining(", "));
        return "{\"names\": " + list(e.names()) + ", \"action\": \"SCMP_ACT_"
                + e.action().kind() + "\"" + errno
                + ", \"args\": [" + args + "], \"comment\": \"\", \"includes\": " + json(e.includes())
                + ", \"excludes\": " + json(e.excludes()) + "}";
    }

    private static String json(Condition c) {
        boolean masked = c.operator() == Condition.Operator.MASKED_EQ;
        return "{\"index\": " + c.index() + ", \"value\": " + Long.toUnsignedString(masked ? c.mask() : c.value())
                + ", \"valueTwo\": " + (masked ? Long.toUnsignedString(c.value()) : "0") + ", \"op\": \"SCMP_CMP_"
                + c.operator() + "\"}";
    }

    private static String json(SeccompProfile.When w) {
        StringBuilder s = new StringBuilder("{\"caps\": ");
        s.append(list(w.capabilities().stream().map(c -> "CAP_" + c.name()).toList()));
        s.append(", \"arches\": ");
        s.append(list(w.kernels().stream()
                .map(k -> k == SeccompArch.X86_64 ? "amd64" : "arm64")
                .toList()));
        w.minKernel().ifPresent(v -> s.append(", \"minKernel\": \"").append(v).append('"'));
        return s.append('}').toString();
    }

    private static String list(List<String> texts) {
        return texts.stream()
                .collect(Collectors.joining("\", \"", texts.isEmpty() ? "[" : "[\"", texts.isEmpty() ? "]" : "\"]"));
    }

    /** podman's own, where its package is installed. */
    @Test
    void theInstalledProfileOfPodmanIsRead() throws Exception {
        Path file = Path.of("/usr/share/containers/seccomp.json");
        assumeTrue(Files.exists(file), "no " + file);
        SeccompPolicy plain = SeccompProfiles.policy(file, Set.of());
        SeccompPolicy admin = SeccompProfiles.policy(file, Set.of(Capability.SYS_ADMIN));
        assertThat(decide(plain, "read")).isEqualTo("allow");
        assertThat(decide(plain, "bpf")).isEqualTo("errno EPERM");
        assertThat(decide(admin, "bpf")).isEqualTo("allow");
        assertThat(decide(plain, "socket", 16, 3, 9)).as("NETLINK_AUDIT").isEqualTo("errno EINVAL");
        assertThat(plain.decide(HERE, 500)).hasToString("errno ENOSYS");
    }

    @Test
    void aProgramRunsUnderAProfileThatWasRead() throws Exception {
        Path file = files.resolve("profile.json");
        Files.writeString(
                file,
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"mkdir\", \"mkdirat\"],"
                        + " \"action\": \"SCMP_ACT_ERRNO\", \"errno\": \"EROFS\"}]}");
        Spawn mkdir = Spawn.command("mkdir", "" + files.resolve("made"))
                .noNewPrivileges()
                .seccomp(SeccompProfiles.policy(file, Set.of()));
        try (LinuxProcess p = mkdir.start()) {
            assertThat(new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("Read-only file system");
            assertThat(p.waitFor()).isNotZero();
        }
    }

    private static void refused(String json, String message) {
        assertThatThrownBy(() -> SeccompProfiles.parse("bad", json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatBreaksARuleIsNamedByItsPlace() {
        String entry = "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{%s}]}";
        refused("{}", "/defaultAction: is required");
        refused("{\"defaultAction\": \"SCMP_ACT_PERHAPS\"}", "/defaultAction: must be one of");
        refused(
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"architectures\": [\"SCMP_ARCH_X86\"], \"archMap\":"
                        + " [{\"architecture\": \"SCMP_ARCH_X86_64\"}]}",
                "/architectures: must not be given together with archMap");
        refused(entry.formatted("\"action\": \"SCMP_ACT_KILL\""), "/syscalls/0/names: must have at least one entry");
        refused(
                entry.formatted("\"name\": \"read\", \"names\": [\"write\"], \"action\": \"SCMP_ACT_KILL\""),
                "/syscalls/0/names: must not be given together with name");
        refused(
                entry.formatted("\"name\": \"read\", \"action\": \"SCMP_ACT_ERRNO\", \"errno\": \"ENOTHING\""),
                "/syscalls/0/errno: must be the name of an errno");
        refused(
                entry.formatted(
                        "\"name\": \"read\", \"action\": \"SCMP_ACT_LOG\", \"includes\": {\"minKernel\": \"new\"}"),
                "/syscalls/0/includes/minKernel: must be a version such as 4.8");
        refused(
                entry.formatted("\"name\": \"read\", \"action\": \"SCMP_ACT_LOG\", \"args\": [{\"index\": 6}]"),
                "/syscalls/0/args/0/index: must be an integer from 0 to 5");
    }
}
