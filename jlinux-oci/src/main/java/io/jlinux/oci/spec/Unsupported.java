package io.jlinux.oci.spec;

import io.jlinux.ns.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A property of a valid config that the runtime does not build yet. Such a config is refused by name; nothing that was
 * asked for is left out silently.
 *
 * <p>This is the one list of what is missing: a property that gets built is taken out here. What the spec wants ignored
 * is not in it: {@code execCPUAffinity}, which does not concern a container's first process, and {@code consoleSize}
 * without a terminal.
 *
 * @param pointer the JSON pointer of the property
 * @param reason why it is refused
 */
public record Unsupported(String pointer, String reason) {

    /** All properties of a config that are not built yet; empty when the runtime can build it. */
    public static List<Unsupported> in(OciConfig config) {
        Collector found = new Collector();
        config.otherPlatforms().forEach(platform -> found.add("/" + platform, "this is a runtime for Linux"));
        config.process().ifPresent(process -> process(process, found));
        for (int i = 0; i < config.mounts().size(); i++) mount(config.mounts().get(i), "/mounts/" + i, found);
        linux(config.linux(), found);
        found.addIf(
                config.namespace(Namespace.MOUNT).isEmpty(),
                "/linux/namespaces",
                "a container without a mount namespace would change the host's mounts");
        resources(config.linux().resources(), found);
        return List.copyOf(found.list);
    }

    /**
     * Refuses a config that the runtime cannot build.
     *
     * @throws OciConfigException at the first such property; the message names all of them
     */
    public static void refuse(OciConfig config) {
        refuse(in(config));
    }

    private static void refuse(List<Unsupported> all) {
        if (all.isEmpty()) return;
        String others = all.stream().skip(1).map(Unsupported::pointer).collect(Collectors.joining(", "));
        throw new OciConfigException(
                all.get(0).pointer(),
                "is not supported: " + all.get(0).reason() + (others.isEmpty() ? "" : "; nor are " + others));
    }

    /**
     * Refuses a process that the runtime cannot start in a container.
     *
     * @throws OciConfigException at the first such property
     */
    public static void refuse(OciProcess process) {
        Collector found = new Collector();
        process(process, found);
        refuse(found.list);
    }

    /**
     * Refuses resources that the runtime cannot change.
     *
     * @throws OciConfigException at the first such property
     */
    public static void refuse(OciResources resources) {
        Collector found = new Collector();
        resources(resources, found);
        refuse(found.list);
    }

    private static void process(OciProcess process, Collector found) {
        found.addIf(process.commandLine().isPresent(), "/process/commandLine", "this is a runtime for Linux");
        found.addIf(process.apparmorProfile().isPresent(), "/process/apparmorProfile", "AppArmor is not built yet");
        found.addIf(process.selinuxLabel().isPresent(), "/process/selinuxLabel", "SELinux is not built yet");
        found.addIf(process.scheduler().isPresent(), "/process/scheduler", "scheduling is not built yet");
        found.addIf(process.ioPriority().isPresent(), "/process/ioPriority", "I/O priorities are not built yet");
    }

    private static void mount(OciMount mount, String pointer, Collector found) {
        MountOptions options = mount.parsedOptions();
        String optionsPointer = pointer + "/options";
        found.addIf(
                options.idMapping().isPresent() || !mount.uidMappings().isEmpty(),
                mount.uidMappings().isEmpty() ? optionsPointer : pointer + "/uidMappings",
                "id-mapped mounts are not built yet");
        found.addIf(options.tmpCopyUp(), optionsPointer, "tmpcopyup is not built yet");
        found.addIf(
                options.bind() && !options.data().isEmpty(),
                optionsPointer,
                "a bind mount has no options of a file system, such as " + options.data());
        found.addIf(options.remount(), optionsPointer, "remount is not built yet");
    }

    private static void linux(OciLinux linux, Collector found) {
        found.addIf(
                linux.seccomp().flatMap(OciSeccomp::listenerPath).isPresent(),
                "/linux/seccomp/listenerPath",
                "seccomp notifications are not sent to a socket yet");
        found.addIf(linux.intelRdt().isPresent(), "/linux/intelRdt", "resctrl is not built yet");
        found.addIf(linux.memoryPolicy().isPresent(), "/linux/memoryPolicy", "memory policies are not built yet");
        found.addIf(linux.mountLabel().isPresent(), "/linux/mountLabel", "SELinux is not built yet");
        found.addIf(linux.personality().isPresent(), "/linux/personality", "personalities are not built yet");
        found.addIf(!linux.netDevices().isEmpty(), "/linux/netDevices", "moving devices is not built yet");
    }

    private static void resources(OciResources resources, Collector found) {
        String at = "/linux/resources";
        found.addIf(!resources.blockIo().equals(OciBlockIo.NONE), at + "/blockIO", "I/O limits are not built yet");
        found.addIf(
                !resources.hugepageLimits().isEmpty(), at + "/hugepageLimits", "huge page limits are not built yet");
        found.addIf(
                !resources.network().equals(OciNetwork.NONE), at + "/network", "net_cls, net_prio are not built yet");
        found.addIf(!resources.rdma().isEmpty(), at + "/rdma", "RDMA limits are not built yet");
        found.addIf(!resources.unified().isEmpty(), at + "/unified", "raw cgroup v2 files are not built yet");
        OciMemory memory = resources.memory();
        found.addIf(memory.kernel().isPresent(), at + "/memory/kernel", "kernels no longer have this limit");
        found.addIf(memory.kernelTcp().isPresent(), at + "/memory/kernelTCP", "this limit is not built yet");
        found.addIf(memory.swappiness().isPresent(), at + "/memory/swappiness", "swappiness is not built yet");
        found.addIf(memory.disableOomKiller().orElse(false), at + "/memory/disableOOMKiller", "this is not built yet");
        found.addIf(
                !memory.useHierarchy().orElse(true), at + "/memory/useHierarchy", "cgroups without hierarchy are gone");
        found.addIf(
                memory.checkBeforeUpdate().orElse(false), at + "/memory/checkBeforeUpdate", "this is not built yet");
        OciCpu cpu = resources.cpu();
        found.addIf(cpu.burst().isPresent(), at + "/cpu/burst", "CPU burst is not built yet");
        found.addIf(
                cpu.realtimeRuntime().isPresent(), at + "/cpu/realtimeRuntime", "real-time limits are not built yet");
        found.addIf(cpu.realtimePeriod().isPresent(), at + "/cpu/realtimePeriod", "real-time limits are not built yet");
        found.addIf(cpu.idle().orElse(0) != 0, at + "/cpu/idle", "idle cgroups are not built yet");
    }

    private static final class Collector {
        private final List<Unsupported> list = new ArrayList<>();

        void add(String pointer, String reason) {
            list.add(new Unsupported(pointer, reason));
        }

        void addIf(boolean asked, String pointer, String reason) {
            if (asked) add(pointer, reason);
        }
    }
}
