package io.jlinux.oci.spec;

import io.jlinux.security.Rlimit;

/** Writes {@code /process}. */
final class ProcessWriter {
    private ProcessWriter() {}

    static void process(JsonObject object, OciProcess process) {
        object.flag("terminal", process.terminal());
        process.consoleSize()
                .ifPresent(size -> object.object("consoleSize", o -> {
                    o.number("height", size.height());
                    o.number("width", size.width());
                }));
        object.object("user", o -> user(o, process.user()));
        object.texts("args", process.args());
        object.text("commandLine", process.commandLine());
        object.texts("env", process.env());
        object.text("cwd", process.cwd());
        process.capabilities().ifPresent(sets -> object.object("capabilities", o -> capabilities(o, sets)));
        object.objects("rlimits", process.rlimits(), ProcessWriter::rlimit);
        object.flag("noNewPrivileges", process.noNewPrivileges());
        object.text("apparmorProfile", process.apparmorProfile());
        object.number("oomScoreAdj", process.oomScoreAdj());
        process.scheduler().ifPresent(scheduler -> object.object("scheduler", o -> scheduler(o, scheduler)));
        object.text("selinuxLabel", process.selinuxLabel());
        process.ioPriority()
                .ifPresent(priority -> object.object("ioPriority", o -> {
                    o.name("class", priority.schedulingClass());
                    o.number("priority", priority.priority());
                }));
        process.execCpuAffinity()
                .ifPresent(affinity -> object.object("execCPUAffinity", o -> {
                    o.text("initial", affinity.initial());
                    o.text("final", affinity.finalCpus());
                }));
    }

    private static void user(JsonObject object, OciUser user) {
        object.number("uid", user.uid());
        object.number("gid", user.gid());
        object.number("umask", user.umask());
        object.numbers("additionalGids", user.additionalGids());
    }

    private static void capabilities(JsonObject object, OciCapabilities sets) {
        object.texts("bounding", sets.bounding());
        object.texts("effective", sets.effective());
        object.texts("inheritable", sets.inheritable());
        object.texts("permitted", sets.permitted());
        object.texts("ambient", sets.ambient());
    }

    private static void rlimit(JsonObject object, Rlimit limit) {
        object.text("type", ProcessReader.rlimitName(limit.resource()));
        object.unsigned64("hard", limit.hard());
        object.unsigned64("soft", limit.soft());
    }

    private static void scheduler(JsonObject object, OciScheduler scheduler) {
        object.name("policy", scheduler.policy());
        object.number("nice", scheduler.nice());
        object.number("priority", scheduler.priority());
        object.names("flags", scheduler.flags());
        object.number("runtime", scheduler.runtime());
        object.number("deadline", scheduler.deadline());
        object.number("period", scheduler.period());
    }
}
