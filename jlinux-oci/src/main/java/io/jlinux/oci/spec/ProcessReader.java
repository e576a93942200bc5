package io.jlinux.oci.spec;

import io.jlinux.security.Rlimit;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Reads {@code /process}. */
final class ProcessReader {
    /** The largest id: 2^32 - 1 is "no id" to the kernel. */
    static final long MAX_ID = 0xFFFF_FFFEL;

    private static final int MAX_UMASK = 0777;
    private static final int MAX_CONSOLE = 0xFFFF;

    private ProcessReader() {}

    static OciProcess process(JsonValue process) {
        return new OciProcess(
                process.at("terminal").boolOr(false),
                process.at("consoleSize").optObject(ProcessReader::consoleSize),
                process.at("user").objectOr(OciUser.ROOT, ProcessReader::user),
                args(process.at("args")),
                process.at("commandLine").optText(),
                env(process.at("env")),
                process.at("cwd").absolutePath(),
                process.at("capabilities").optObject(ProcessReader::capabilities),
                rlimits(process.at("rlimits")),
                process.at("noNewPrivileges").boolOr(false),
                process.at("oomScoreAdj").optInteger(-1000, 1000),
                process.at("apparmorProfile").optText(),
                process.at("selinuxLabel").optText(),
                process.at("scheduler").optObject(ProcessReader::scheduler),
                process.at("ioPriority").optObject(ProcessReader::ioPriority),
                process.at("execCPUAffinity").optObject(ProcessReader::execCpuAffinity));
    }

    private static OciConsoleSize consoleSize(JsonValue size) {
        return new OciConsoleSize(
                size.at("height").integer(0, MAX_CONSOLE), size.at("width").integer(0, MAX_CONSOLE));
    }

    private static OciUser user(JsonValue user) {
        return new OciUser(
                user.at("uid").number(0, MAX_ID),
                user.at("gid").number(0, MAX_ID),
                user.at("umask").optInteger(0, MAX_UMASK),
                user.at("additionalGids").list(gid -> gid.number(0, MAX_ID)));
    }

    private static List<String> args(JsonValue value) {
        List<String> args = value.texts();
        if (args.isEmpty()) throw value.problem("must have at least one entry, the program");
        if (args.get(0).isEmpty()) throw new OciConfigException(value.pointer() + "/0", "must not be empty");
        return args;
    }

    static List<String> env(JsonValue value) {
        return value.list(entry -> {
            String text = entry.text();
            int equals = text.indexOf('=');
            entry.check(equals >= 0, "have the form KEY=value");
            entry.check(equals > 0, "have a name before the =");
            return text;
        });
    }

    private static OciCapabilities capabilities(JsonValue sets) {
        return new OciCapabilities(
                sets.at("bounding").texts(),
                sets.at("effective").texts(),
                sets.at("inheritable").texts(),
                sets.at("permitted").texts(),
                sets.at("ambient").texts());
    }

    private static List<Rlimit> rlimits(JsonValue value) {
        Set<Rlimit.Resource> seen = EnumSet.noneOf(Rlimit.Resource.class);
        return value.objects(limit -> {
            JsonValue typeValue = limit.at("type");
            Rlimit.Resource type = typeValue.oneOf(Rlimit.Resource.values(), ProcessReader::rlimitName);
            if (!seen.add(type)) throw typeValue.problem(rlimitName(type) + " is there twice");
            JsonValue softValue = limit.at("soft");
            long soft = softValue.unsigned64();
            long hard = limit.at("hard").unsigned64();
            softValue.check(
                    Long.compareUnsigned(soft, hard) <= 0,
                    "not be above the hard limit " + Long.toUnsignedString(hard));
            return new Rlimit(type, soft, hard);
        });
    }

    static String rlimitName(Rlimit.Resource resource) {
        return "RLIMIT_" + resource.name();
    }

    private static OciScheduler scheduler(JsonValue value) {
        OciScheduler.Policy policy = value.at("policy").oneOf(OciScheduler.Policy.values());
        boolean realtime = policy == OciScheduler.Policy.FIFO || policy == OciScheduler.Policy.RR;
        boolean deadline = policy == OciScheduler.Policy.DEADLINE;
        JsonValue priorityValue = value.at("priority");
        OptionalInt priority = priorityValue.optInteger(0, 99);
        priorityValue.check(
                realtime || priority.orElse(0) == 0, "be 0 for " + policy.jsonName() + ", which has no priorities");
        priorityValue.check(!realtime || priority.orElse(0) > 0, "be from 1 to 99 for " + policy.jsonName());
        return new OciScheduler(
                policy,
                value.at("nice").optInteger(-20, 19),
                priority,
                value.at("flags").list(flag -> flag.oneOf(OciScheduler.Flag.values())),
                deadlineTime(value.at("runtime"), deadline),
                deadlineTime(value.at("deadline"), deadline),
                deadlineTime(value.at("period"), deadline));
    }

    private static OptionalLong deadlineTime(JsonValue value, boolean deadline) {
        OptionalLong time = value.optNumber(0, Long.MAX_VALUE);
        value.check(deadline || time.orElse(0) == 0, "only be set for SCHED_DEADLINE");
        return time;
    }

    private static OciIoPriority ioPriority(JsonValue value) {
        return new OciIoPriority(
                value.at("class").oneOf(OciIoPriority.SchedulingClass.values()),
                value.at("priority").integer(0, 7));
    }

    private static OciExecCpuAffinity execCpuAffinity(JsonValue value) {
        return new OciExecCpuAffinity(NumberList.read(value.at("initial")), NumberList.read(value.at("final")));
    }
}
