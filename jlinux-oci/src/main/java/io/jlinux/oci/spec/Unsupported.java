package io.jlinux.oci.spec;

import io.jlinux.ns.Namespace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A property of a valid config that this runtime does not do, on whatever host. Such a config is refused by name; nothing that was
 * asked for is left out silently.
 *
 * <p>Ignored, as the spec wants it: sections and properties for other platforms in a config that has one for Linux, {@code
 * execCPUAffinity} of a container's first process, {@code consoleSize} without a terminal, {@code listenerPath} without a
 * notification.
 *
 * @param pointer the JSON pointer of the property
 * @param reason why it is refused
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/runtime.md#errors">runtime.md: Errors</a>
 */
public record Unsupported(String pointer, String reason) {

    /** All properties of a config that are not done; empty when the runtime can build it. */
    public static List<Unsupported> in(OciConfig config) {
        Collector found = new Collector();
        for (String platform : config.otherPlatforms()) {
            boolean machine = platform.equals("vm");
            found.addIf(machine, "/vm", "this runtime has no hypervisor");
            boolean forLinux = !config.linux().equals(OciLinux.NONE);
            found.addIf(!machine && !forLinux, "/" + platform, "this is a runtime for Linux, of which it has nothing");
        }
        for (int i = 0; i < config.mounts().size(); i++) mount(config.mounts().get(i), "/mounts/" + i, found);
        found.addIf(
                config.namespace(Namespace.MOUNT).isEmpty(),
                "/linux/namespaces",
                "a container without a mount namespace would change the host's mounts");
        for (int i = 0; i < config.linux().namespaces().size(); i++) {
            OciNamespace namespace = config.linux().namespaces().get(i);
            found.addIf(
                    namespace.type() == Namespace.MOUNT && namespace.path().isPresent(),
                    "/linux/namespaces/" + i + "/path",
                    "a container's root is mounted in a mount namespace of its own, not in one that others are in");
        }
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
     * Refuses resources that the runtime cannot change.
     *
     * @throws OciConfigException at the first such property
     */
    public static void refuse(OciResources resources) {
        Collector found = new Collector();
        resources(resources, found);
        refuse(found.list);
    }

    private static void mount(OciMount mount, String pointer, Collector found) {
        MountOptions options = mount.parsedOptions();
        found.addIf(
                !options.remount() && isRoot(mount.destination()),
                pointer + "/destination",
                "what is mounted on / does not become the root, which is root.path");
        found.addIf(
                options.bind() && !options.data().isEmpty(),
                pointer + "/options",
                "a bind mount has no options of a file system, such as " + options.data());
        found.addIf(
                options.tmpCopyUp() && !mount.type().filter("tmpfs"::equals).isPresent(),
                pointer + "/options",
                "tmpcopyup is for a tmpfs");
    }

    private static boolean isRoot(String path) {
        int depth = 0;
        for (String name : path.split("/", -1)) {
            if (name.equals("..")) depth = Math.max(0, depth - 1);
            else if (!name.isEmpty() && !name.equals(".")) depth++;
        }
        return depth == 0;
    }

    private static void resources(OciResources resources, Collector found) {
        found.addIf(
                !resources.memory().useHierarchy().orElse(true),
                "/linux/resources/memory/useHierarchy",
                "kernels from 5.11 on know no cgroup that does not count those below it");
    }

    private static final class Collector {
        private final List<Unsupported> list = new ArrayList<>();

        void addIf(boolean asked, String pointer, String reason) {
            if (asked) list.add(new Unsupported(pointer, reason));
        }
    }
}
