package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciIntelRdt;
import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The class of service of a container, a directory of resctrl: cache and memory bandwidth.
 *
 * <p>Only plain files are used, so that the rules of the spec can be tried where no processor has it.
 *
 * @param root where resctrl is mounted
 * @param name of the directory
 * @param rdt what is asked for
 * @param named whether the config gave the name; else the directory is the container's own
 * @param id of the container, the name of its monitoring group
 * @see <a href="https://docs.kernel.org/filesystems/resctrl.html">resctrl</a>
 */
record Resctrl(Path root, String name, OciIntelRdt rdt, boolean named, String id) {
    private static final String AT = "/linux/intelRdt";
    private static final String SCHEMATA = "schemata";
    private static final String TASKS = "tasks";
    private static final String GROUPS = "mon_groups";

    /** What was made for one container. */
    record Made(List<Path> directories) {
        Made {
            directories = List.copyOf(directories);
        }

        /** Removes it: the kernel puts the tasks that are left into the class above. */
        void remove() throws LinuxException {
            for (Path directory : directories) {
                try {
                    Files.deleteIfExists(directory);
                } catch (IOException e) {
                    throw failed("remove class of service", directory, e);
                }
            }
        }
    }

    /** What a container that is deleted leaves: its monitoring group, and a class that has its own name. Others are shared. */
    Made own() {
        Path directory = root.resolve(name);
        return new Made(named ? List.of(group()) : List.of(group(), directory));
    }

    /**
     * Removes what a container that is deleted leaves.
     *
     * @throws LinuxException when the kernel refuses it
     */
    static void remove(OciConfig config, String id) throws LinuxException {
        if (config.linux().intelRdt().isEmpty()) return;
        Optional<Path> mounted = mountPoint(KernelFile.read(Path.of("/proc/self/mountinfo")));
        if (mounted.isPresent()) {
            of(mounted.get(), config.linux().intelRdt().get(), id).own().remove();
        }
    }

    static Resctrl of(Path root, OciIntelRdt rdt, String id) {
        return new Resctrl(root, rdt.closId().orElse(id), rdt, rdt.closId().isPresent(), id);
    }

    /** Where it is mounted, by {@code /proc/self/mountinfo}. */
    static Optional<Path> mountPoint(String mountinfo) {
        // not lines(): a carriage return may stand in a path
        for (String line : mountinfo.split("\n", -1)) {
            int end = line.indexOf(" - ");
            if (end >= 0 && line.startsWith("resctrl ", end + 3)) return Optional.of(Path.of(line.split(" ")[4]));
        }
        return Optional.empty();
    }

    /**
     * Refuses a host without it.
     *
     * @throws OciConfigException when it is not mounted
     */
    static Path require() throws LinuxException {
        return mountPoint(KernelFile.read(Path.of("/proc/self/mountinfo")))
                .orElseThrow(() -> new OciConfigException(
                        AT,
                        "cannot be done here: no resctrl is mounted; a processor that has it does with: mount -t resctrl"
                                + " resctrl /sys/fs/resctrl"));
    }

    /**
     * Makes the class, or takes the one that is there, and puts a process into it.
     *
     * @throws OciConfigException when a class of this name has another schema, or has to be there and is not
     * @throws LinuxException when the kernel refuses a schema; nothing is left then
     */
    Made assign(long pid) throws LinuxException {
        Path directory = root.resolve(name);
        List<Path> made = new ArrayList<>();
        try {
            if (prepare(directory)) made.add(directory);
            if (isMonitored() && mkdir(group())) made.add(0, group());
            join(pid);
            return new Made(made);
        } catch (LinuxException | RuntimeException e) {
            try {
                new Made(made).remove();
            } catch (LinuxException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /**
     * Puts one more process into the class, and into what counts the container's.
     *
     * @throws LinuxException when the class is not there any more
     */
    void join(long pid) throws LinuxException {
        write(root.resolve(name).resolve(TASKS), Long.toString(pid));
        if (isMonitored()) write(group().resolve(TASKS), Long.toString(pid));
    }

    private boolean isMonitored() {
        return rdt.enableMonitoring() || rdt.enableCmt() || rdt.enableMbm();
    }

    private Path group() {
        return root.resolve(name).resolve(GROUPS).resolve(id);
    }

    /** Whether the directory was made. */
    private boolean prepare(Path directory) throws LinuxException {
        List<String> schema = schema();
        if (named && schema.isEmpty() && !Files.isDirectory(directory)) {
            throw new OciConfigException(
                    AT + "/closID",
                    "there is no class of service " + name + " in " + root + ", and no schema to make it");
        }
        if (mkdir(directory)) {
            try {
                for (String text : writes()) write(directory.resolve(SCHEMATA), text);
            } catch (LinuxException e) {
                try {
                    Files.deleteIfExists(directory);
                } catch (IOException suppressed) {
                    e.addSuppressed(suppressed);
                }
                throw e;
            }
            return true;
        }
        if (!named) throw new LinuxException("make class of service", directory.toString(), Errno.EEXIST.number());
        Set<String> there = lines(KernelFile.read(directory.resolve(SCHEMATA)));
        for (String line : schema) {
            if (!there.contains(normal(line))) {
                throw new OciConfigException(
                        AT + "/closID",
                        "the class of service " + name + " has another schema: it has " + there + ", not " + line);
            }
        }
        return false;
    }

    /** All lines that are asked for. */
    List<String> schema() {
        List<String> all = new ArrayList<>();
        for (String text : writes()) text.lines().forEach(all::add);
        return all;
    }

    /** What is written to the file, one after the other: the two old properties together, {@code schemata} last. */
    List<String> writes() {
        List<String> lines = new ArrayList<>();
        Optional<String> bandwidth = rdt.memBwSchema();
        rdt.l3CacheSchema()
                .ifPresent(text -> text.lines()
                        .filter(line -> bandwidth.isEmpty() || !line.startsWith("MB:"))
                        .forEach(lines::add));
        bandwidth.ifPresent(lines::add);
        List<String> writes = new ArrayList<>();
        if (!lines.isEmpty()) writes.add(String.join("\n", lines) + "\n");
        if (!rdt.schemata().isEmpty()) writes.add(String.join("\n", rdt.schemata()) + "\n");
        return writes;
    }

    private static Set<String> lines(String text) {
        Set<String> all = new TreeSet<>();
        text.lines().map(Resctrl::normal).forEach(all::add);
        return all;
    }

    /** The kernel indents the names, and pads masks with zeros. */
    private static String normal(String line) {
        return line.replace(" ", "").replaceAll("(?<==)0+(?=[0-9a-fA-F])", "");
    }

    private static boolean mkdir(Path directory) throws LinuxException {
        try {
            Files.createDirectory(directory);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw failed("make class of service", directory, e);
        }
    }

    private static void write(Path file, String text) throws LinuxException {
        try {
            Files.writeString(file, text, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        } catch (IOException e) {
            throw failed("write '" + text.strip() + "' to", file, e);
        }
    }

    private static LinuxException failed(String operation, Path file, IOException e) {
        String why = e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : String.valueOf(e.getMessage());
        String hint = why + "; info/last_cmd_status of resctrl tells more";
        return new LinuxException(operation, file.toString(), Errno.EIO.number(), null, hint);
    }
}
