package io.jlinux.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** Each rule: one value of the config with every property is changed, and the error names what is wrong. */
@Tag("pure")
class ConfigRulesTest {

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("brokenRules")
    void aBrokenRuleIsNamed(String pointer, String json, String errorPointer, String problem) {
        String changed = Fixtures.changed(Fixtures.EVERYTHING, pointer, json);

        OciConfigException e = catchThrowableOfType(OciConfigException.class, () -> ConfigReader.read(changed));

        assertThat(e).as("%s = %s", pointer, json).isNotNull();
        assertThat(e.pointer()).isEqualTo(errorPointer);
        assertThat(e.problem()).contains(problem);
        assertThat(e.getMessage()).isEqualTo(errorPointer + ": " + e.problem());
    }

    /** As above, with the error at the changed value. */
    private static Arguments at(String pointer, String json, String problem) {
        return Arguments.of(pointer, json, pointer, problem);
    }

    private static Arguments elsewhere(String pointer, String json, String errorPointer, String problem) {
        return Arguments.of(pointer, json, errorPointer, problem);
    }

    static Stream<Arguments> brokenRules() {
        return Stream.of(documents(), processes(), mountsAndHooks(), linux(), resources(), seccomp())
                .flatMap(rules -> rules);
    }

    private static Stream<Arguments> documents() {
        return Stream.of(
                at("/ociVersion", "", "is required"),
                at("/ociVersion", "null", "is required"),
                at("/ociVersion", "1", "must be a string, is 1"),
                at("/ociVersion", "\"1.0\"", "semver.org"),
                at("/ociVersion", "\"01.0.0\"", "semver.org"),
                at("/ociVersion", "\"1.0.0-\"", "semver.org"),
                at("/ociVersion", "\"2.0.0\"", "1.x"),
                at("/ociVersion", "\"0.9.0\"", "1.x"),
                at("/ociVersion", "\"10.0.0\"", "1.x"),
                at("/root", "", "is required"),
                at("/root", "[]", "must be an object, is []"),
                at("/root/path", "", "is required"),
                at("/root/path", "\"\"", "must not be empty"),
                at("/root/path", "\"a\\u0000b\"", "must not contain a NUL character"),
                at("/root/readonly", "1", "must be true or false, is 1"),
                at("/hostname", "\"" + "h".repeat(65) + "\"", "64 bytes"),
                at("/hostname", "7", "must be a string, is 7"),
                at("/domainname", "\"" + "ä".repeat(33) + "\"", "64 bytes"),
                elsewhere("/linux/namespaces/4", "", "/hostname", "needs a namespace of type uts"),
                at("/annotations", "[]", "must be an object"),
                at("/annotations/com.example.key1", "1", "must be a string, is 1"),
                elsewhere("/annotations", "{\"\": \"x\"}", "/annotations/", "key must not be empty"),
                at("/linux", "3", "must be an object, is 3"));
    }

    private static Stream<Arguments> processes() {
        return Stream.of(
                at("/process/user/uid", "\"x\"", "must be an integer from 0 to 4294967294, is \"x\""),
                at("/process/user/uid", "", "is required"),
                at("/process/user/uid", "-1", "must be an integer from 0 to 4294967294, is -1"),
                at("/process/user/uid", "4294967295", "must be an integer from 0 to 4294967294"),
                at("/process/user/uid", "1e3", "must be an integer"),
                at("/process/user/uid", "1.0", "must be an integer"),
                at("/process/user/uid", "99999999999999999999", "must be an integer"),
                at("/process/user/uid", "\"0\"", "must be an integer"),
                at("/process/user/gid", "true", "must be an integer"),
                at("/process/user/uid", "32000", "32000 is not mapped by /linux/uidMappings"),
                at("/process/user/gid", "100", "100 is not mapped by /linux/gidMappings"),
                at("/process/user/additionalGids/1", "100", "100 is not mapped by /linux/gidMappings"),
                at("/process/user/umask", "512", "from 0 to 511"),
                at("/process/user/additionalGids", "5", "must be an array, is 5"),
                at("/process/user/additionalGids/1", "-6", "must be an integer"),
                at("/process/user/additionalGids/0", "null", "is required"),
                at("/process/args", "", "must have at least one entry"),
                at("/process/args", "[]", "must have at least one entry"),
                at("/process/args", "\"sh\"", "must be an array, is \"sh\""),
                at("/process/args/0", "\"\"", "must not be empty"),
                at("/process/args/1", "2", "must be a string, is 2"),
                at("/process/env/0", "\"PATH\"", "must have the form KEY=value, is \"PATH\""),
                at("/process/env/0", "\"=x\"", "must have a name"),
                at("/process/env/1", "\"A=\\u0000\"", "NUL"),
                at("/process/cwd", "", "is required"),
                at("/process/cwd", "\"tmp\"", "must be an absolute path, is \"tmp\""),
                at("/process/cwd", "\"\"", "must be an absolute path"),
                at("/process/terminal", "\"true\"", "must be true or false"),
                at("/process/consoleSize/height", "", "is required"),
                at("/process/consoleSize/width", "65536", "from 0 to 65535"),
                at("/process/capabilities", "[]", "must be an object"),
                at("/process/capabilities/bounding/0", "1", "must be a string"),
                at("/process/rlimits/1/type", "\"RLIMIT_CORE\"", "RLIMIT_CORE is there twice"),
                at("/process/rlimits/1/type", "\"RLIMIT_X\"", "must be one of RLIMIT_CPU"),
                at("/process/rlimits/0/type", "\"NOFILE\"", "must be one of"),
                at("/process/rlimits/0/soft", "1025", "must not be above the hard limit 1024, is 1025"),
                at("/process/rlimits/0/soft", "18446744073709551615", "must not be above the hard limit 1024"),
                at("/process/rlimits/0/soft", "18446744073709551616", "from 0 to 18446744073709551615"),
                at("/process/rlimits/0/hard", "-1", "from 0 to 18446744073709551615"),
                at("/process/rlimits/0/hard", "", "is required"),
                at("/process/oomScoreAdj", "1001", "from -1000 to 1000"),
                at("/process/oomScoreAdj", "-1001", "from -1000 to 1000"),
                at("/process/scheduler/policy", "\"SCHED_BEST\"", "must be one of SCHED_OTHER"),
                at("/process/scheduler/policy", "", "is required"),
                at("/process/scheduler/nice", "20", "from -20 to 19"),
                at("/process/scheduler/priority", "5", "must be 0 for SCHED_DEADLINE"),
                elsewhere(
                        "/process/scheduler",
                        "{\"policy\":\"SCHED_FIFO\",\"priority\":0}",
                        "/process/scheduler/priority",
                        "must be from 1 to 99 for SCHED_FIFO"),
                elsewhere(
                        "/process/scheduler/policy",
                        "\"SCHED_BATCH\"",
                        "/process/scheduler/runtime",
                        "only be set for SCHED_DEADLINE"),
                at("/process/scheduler/flags/0", "\"FAST\"", "must be one of SCHED_FLAG_RESET_ON_FORK"),
                at("/process/ioPriority/class", "\"IOPRIO_CLASS_NONE\"", "must be one of IOPRIO_CLASS_RT"),
                at("/process/ioPriority/priority", "8", "from 0 to 7"),
                at("/process/execCPUAffinity/initial", "\"3-1\"", "list of numbers"),
                at("/process/execCPUAffinity/final", "\"a\"", "list of numbers"));
    }

    private static Stream<Arguments> mountsAndHooks() {
        return Stream.of(
                at("/mounts", "{}", "must be an array"),
                at("/mounts/0", "\"/proc\"", "must be an object"),
                at("/mounts/0/destination", "", "is required"),
                at("/mounts/0/destination", "\"\"", "must not be empty"),
                at("/mounts/0/type", "", "is required unless the options have bind or rbind"),
                at("/mounts/2/source", "", "is required for a bind mount"),
                at("/mounts/1/options", "\"nosuid\"", "must be an array"),
                at("/mounts/1/options/1", "5", "must be a string"),
                at("/mounts/2/gidMappings", "", "uidMappings and gidMappings go together"),
                at("/mounts/2/uidMappings", "[]", "uidMappings and gidMappings go together"),
                elsewhere("/mounts/2/options/0", "\"ro\"", "/mounts/2/options", "must have bind or rbind"),
                at("/mounts/2/uidMappings/0/size", "0", "from 1 to"),
                at("/hooks/prestart/0/path", "\"bin/x\"", "must be an absolute path"),
                at("/hooks/createRuntime/0/path", "", "is required"),
                at("/hooks/createContainer/0/timeout", "0", "from 1 to 2147483647"),
                at("/hooks/poststart/0/timeout", "-1", "from 1 to"),
                at("/hooks/poststop/0/args", "\"x\"", "must be an array"),
                at("/hooks/prestart/0/env/0", "\"x\"", "KEY=value"));
    }

    private static Stream<Arguments> linux() {
        return Stream.of(
                at(
                        "/linux/namespaces/0/type",
                        "\"net\"",
                        "must be one of mount, uts, ipc, user, pid, network, cgroup, time"),
                at("/linux/namespaces/0/type", "\"PID\"", "must be one of"),
                at("/linux/namespaces/0/type", "", "is required"),
                at("/linux/namespaces/3/type", "\"mount\"", "the namespace mount is there twice"),
                at("/linux/namespaces/0/path", "\"proc/1/ns/pid\"", "must be an absolute path"),
                elsewhere("/linux/namespaces/5", "", "/linux/uidMappings", "needs a namespace of type user"),
                at("/linux/uidMappings", "", "is required for a new user namespace"),
                at("/linux/gidMappings", "[]", "is required for a new user namespace"),
                at("/linux/uidMappings/0/hostID", "-1", "must be an integer"),
                at("/linux/uidMappings/0/containerID", "", "is required"),
                at("/linux/uidMappings/0/size", "4294967295", "not lead beyond the last id"),
                at("/linux/gidMappings/1/size", "96", "not lead beyond the last id"),
                at("/linux/gidMappings/1/containerID", "9", "overlaps that of entry 0"),
                at("/linux/gidMappings/1/hostID", "1009", "overlaps that of entry 0"),
                elsewhere("/linux/namespaces/2", "", "/linux/maskedPaths", "needs a namespace of type mount"),
                at("/linux/maskedPaths/0", "\"proc/kcore\"", "must be an absolute path"),
                at("/linux/readonlyPaths/0", "\"\"", "must be an absolute path"),
                at("/linux/rootfsPropagation", "\"public\"", "must be one of private, rprivate"),
                at("/linux/cgroupsPath", "\"/a/../../b\"", "must not have .. in it"),
                at("/linux/sysctl/kernel.panic", "\"1\"", "not a parameter of one of the container's namespaces"),
                at("/linux/sysctl/kernel.hostname", "\"x\"", "not a parameter of one of the container's namespaces"),
                elsewhere(
                        "/linux/sysctl",
                        "{\"net/../kernel/core_pattern\": \"|/x\"}",
                        "/linux/sysctl/net~1..~1kernel~1core_pattern",
                        "is not the name of a kernel parameter"),
                at("/linux/sysctl/net.ipv4.ip_forward", "1", "must be a string, is 1"),
                elsewhere("/linux/namespaces/3", "", "/linux/sysctl/kernel.shmmax", "needs a namespace of type ipc"),
                at("/linux/devices/0/type", "\"d\"", "must be one of c, b, u, p"),
                at("/linux/devices/0/path", "\"dev/fuse\"", "must be an absolute path"),
                at("/linux/devices/0/major", "", "is required"),
                at("/linux/devices/1/minor", "", "is required"),
                at("/linux/devices/1/major", "4096", "from 0 to 4095"),
                at("/linux/devices/1/minor", "-1", "from 0 to 1048575"),
                at("/linux/devices/0/fileMode", "65536", "from 0 to 65535"),
                at("/linux/devices/0/uid", "-1", "from 0 to 4294967294"),
                at("/linux/netDevices/eth0/name", "\"a-name-of-16-chr\"", "name of a network interface"),
                at("/linux/netDevices/eth0/name", "\"a b\"", "name of a network interface"),
                at("/linux/netDevices/eth0/name", "\"e%dx\"", "name of a network interface"),
                at("/linux/netDevices/eth0/name", "\"%d\"", "name of a network interface"),
                at("/linux/netDevices/eth0/name", "\"e%d%d\"", "name of a network interface"),
                at("/linux/netDevices/eth%d", "{}", "name of a network interface"),
                at("/linux/netDevices/e:0", "{}", "name of a network interface"),
                at("/linux/netDevices/..", "{}", "name of a network interface"),
                at("/linux/personality/domain", "\"BSD\"", "must be one of LINUX, LINUX32"),
                at("/linux/personality/flags", "[\"X\"]", "must be empty"),
                at("/linux/timeOffsets/realtime", "{\"secs\": 1}", "is not a clock of time namespaces"),
                at("/linux/timeOffsets/boottime/nanosecs", "1000000000", "from 0 to 999999999"),
                at("/linux/timeOffsets/boottime/secs", "1.5", "must be an integer"),
                elsewhere("/linux/namespaces/7", "", "/linux/timeOffsets", "needs a namespace of type time"),
                elsewhere(
                        "/linux/namespaces/7/path",
                        "\"/proc/1/ns/time\"",
                        "/linux/timeOffsets",
                        "must not be set for an existing time namespace"),
                at("/linux/memoryPolicy/mode", "\"MPOL_X\"", "must be one of MPOL_DEFAULT"),
                at("/linux/memoryPolicy/nodes", "\"3-2\"", "list of numbers"),
                at("/linux/memoryPolicy/nodes", "", "is required for MPOL_INTERLEAVE"),
                elsewhere(
                        "/linux/memoryPolicy/mode",
                        "\"MPOL_LOCAL\"",
                        "/linux/memoryPolicy/nodes",
                        "must not be set for MPOL_LOCAL"),
                elsewhere(
                        "/linux/memoryPolicy/flags/1",
                        "\"MPOL_F_RELATIVE_NODES\"",
                        "/linux/memoryPolicy/flags",
                        "not have both"),
                at("/linux/intelRdt/closID", "\"../x\"", "name of a directory"),
                at("/linux/intelRdt/memBwSchema", "\"L3:0=1\"", "starts with MB:"),
                at("/linux/intelRdt/schemata/0", "\"L3:0=1\\nMB:0=1\"", "one line"));
    }

    private static Stream<Arguments> resources() {
        String at = "/linux/resources";
        return Stream.of(
                at(at + "/devices/0/allow", "", "is required"),
                at(at + "/devices/0/access", "\"rx\"", "letters r, w and m"),
                at(at + "/devices/0/access", "\"rr\"", "letters r, w and m"),
                at(at + "/devices/0/access", "\"\"", "letters r, w and m"),
                at(at + "/devices/1/type", "\"p\"", "must be one of a, c, b"),
                at(at + "/devices/1/major", "-2", "from -1 to"),
                at(at + "/memory/limit", "-2", "from -1 to"),
                at(at + "/memory/limit", "\"1G\"", "must be an integer"),
                at(at + "/memory/swap", "536870911", "must not be below the memory limit"),
                at(at + "/memory/swappiness", "101", "from 0 to 100"),
                at(at + "/memory/disableOOMKiller", "0", "must be true or false"),
                at(at + "/cpu/quota", "-2", "from -1 to"),
                at(at + "/cpu/shares", "-1", "from 0 to"),
                at(at + "/cpu/burst", "1000001", "must not be above the quota"),
                at(at + "/cpu/cpus", "\"1,\"", "list of numbers"),
                at(at + "/cpu/mems", "\"0 1\"", "list of numbers"),
                at(at + "/cpu/idle", "2", "from 0 to 1"),
                at(at + "/pids/limit", "-2", "from -1 to"),
                at(at + "/pids/limit", "\"max\"", "must be an integer"),
                at(at + "/blockIO/weight", "9", "from 10 to 1000"),
                at(at + "/blockIO/weightDevice/0/major", "", "is required"),
                at(at + "/blockIO/weightDevice/1/weight", "", "is required, or leafWeight"),
                at(at + "/blockIO/throttleReadBpsDevice/0/rate", "-1", "from 0 to 18446744073709551615"),
                at(at + "/hugepageLimits/0/pageSize", "\"2M\"", "such as 64KB"),
                at(at + "/hugepageLimits/0/limit", "", "is required"),
                at(at + "/network/classID", "4294967296", "from 0 to 4294967295"),
                at(at + "/network/priorities/0/name", "\"a/b\"", "name of a network interface"),
                at(at + "/rdma/rxe3", "{}", "must have hcaHandles or hcaObjects"),
                elsewhere(at + "/unified", "{\"../x.y\": \"1\"}", at + "/unified/..~1x.y", "name of a cgroup v2 file"),
                at(at + "/unified/memory", "\"1\"", "name of a cgroup v2 file"),
                at(at + "/unified/io.max", "1", "must be a string"));
    }

    private static Stream<Arguments> seccomp() {
        String at = "/linux/seccomp";
        return Stream.of(
                at(at + "/defaultAction", "", "is required"),
                at(at + "/defaultAction", "\"SCMP_ACT_MAYBE\"", "must be one of SCMP_ACT_KILL"),
                elsewhere(
                        at + "/defaultAction",
                        "\"SCMP_ACT_ALLOW\"",
                        at + "/defaultErrnoRet",
                        "must not be set: SCMP_ACT_ALLOW has no errno"),
                at(at + "/defaultErrnoRet", "4096", "from 0 to 4095"),
                at(at + "/architectures/0", "\"x86\"", "must be one of SCMP_ARCH_X86"),
                elsewhere(at + "/flags", "[\"X\"]", at + "/flags/0", "must be one of SECCOMP_FILTER_FLAG_TSYNC"),
                at(at + "/listenerPath", "\"run/x\"", "must be an absolute path"),
                elsewhere(at + "/listenerPath", "", at + "/listenerMetadata", "must not be set without listenerPath"),
                at(at + "/syscalls/0/names", "[]", "must have at least one entry"),
                at(at + "/syscalls/0/names", "", "must have at least one entry"),
                at(at + "/syscalls/2/errnoRet", "1", "SCMP_ACT_ALLOW has no errno"),
                at(at + "/syscalls/2/args/0/index", "6", "from 0 to 5"),
                at(at + "/syscalls/2/args/0/value", "-1", "from 0 to 18446744073709551615"),
                at(at + "/syscalls/2/args/0/op", "\"EQ\"", "must be one of SCMP_CMP_NE"));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    /ociVersion | "1.0.2-dev"
                    /ociVersion | "1.0.0-rc5+build.7"
                    /ociVersion | "1.99.0"
                    /process | null
                    /process/user | null
                    /process/capabilities/ambient/0 | "CAP_ANYTHING"
                    /process/capabilities | {}
                    /process/env | []
                    /process/user/umask | 0
                    /mounts/1/options/1 | "no-such-option"
                    /mounts/0/options | ["remount"]
                    /linux/resources/memory/limit | -1
                    /linux/resources/memory/swap | -1
                    /linux/resources/memory/swap | 0
                    /linux/resources/devices/1/major | -1
                    /linux/rootfsPropagation | "unbindable"
                    /linux/namespaces/0/path | ""
                    /linux/namespaces/5/path | "/proc/1/ns/user"
                    /linux/cgroupsPath | "system.slice:runc:x"
                    /linux/sysctl/net.ipv4.conf.eth0~1100.forwarding | "1"
                    /linux/resources | {}
                    /linux/personality/flags | []
                    """)
    void whatTheSpecAllowsIsRead(String pointer, String json) {
        ObjectNode tree = Fixtures.tree(Fixtures.EVERYTHING);
        Fixtures.change(tree, pointer, json);

        assertThatCode(() -> ConfigReader.read(tree.toString())).doesNotThrowAnyException();
    }
}
