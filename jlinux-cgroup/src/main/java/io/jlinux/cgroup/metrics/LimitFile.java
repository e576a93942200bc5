package io.jlinux.cgroup.metrics;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.ControlFile;
import io.jlinux.cgroup.Controller;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A limit of a cgroup that is read again and again, from a file (on v1 for processor time two) that is kept open. */
final class LimitFile implements AutoCloseable {
    /** The limits that dashboards draw a line for. */
    enum Kind {
        MEMORY_MAX(Controller.MEMORY, "memory.max", "memory.limit_in_bytes"),
        MEMORY_HIGH(Controller.MEMORY, "memory.high", ""),
        CPU_MAX(Controller.CPU, "cpu.max", "cpu.cfs_quota_us"),
        PIDS_MAX(Controller.PIDS, "pids.max", "pids.max");

        private final Controller controller;
        private final String v2;
        private final String v1;

        Kind(Controller controller, String v2, String v1) {
            this.controller = controller;
            this.v2 = v2;
            this.v1 = v1;
        }
    }

    /** v1 writes a number of about 2^63 where there is no limit. */
    private static final double UNLIMITED = 1L << 62;

    private static final double PERIOD_OF_V1 = 100_000;

    private final Kind kind;
    private final Cgroup cgroup;
    private final List<String> names;
    private final List<ControlFile> files = new ArrayList<>();

    private LimitFile(Kind kind, Cgroup cgroup, List<String> names) {
        this.kind = kind;
        this.cgroup = cgroup;
        this.names = names;
    }

    /** Opens it where the cgroup has it. */
    static Optional<LimitFile> open(Cgroup cgroup, Set<Controller> controllers, Kind kind) throws LinuxException {
        if (!controllers.contains(kind.controller)) return Optional.empty();
        List<String> names = new ArrayList<>();
        if (cgroup.read(kind.v2).isPresent()) {
            names.add(kind.v2);
        } else if (!kind.v1.isEmpty() && cgroup.read(kind.v1).isPresent()) {
            names.add(kind.v1);
            if (kind == Kind.CPU_MAX) names.add("cpu.cfs_period_us");
        }
        if (names.isEmpty()) return Optional.empty();
        LimitFile file = new LimitFile(kind, cgroup, names);
        try {
            for (String name : names) file.files.add(cgroup.controlFile(name));
        } catch (LinuxException | RuntimeException e) {
            file.close();
            throw e;
        }
        return Optional.of(file);
    }

    Kind kind() {
        return kind;
    }

    /** The limit, of processor time in processors; NaN where there is none, and while the controller is disabled. */
    double read() throws LinuxException {
        StringBuilder text = new StringBuilder();
        if (!files.isEmpty()) {
            try {
                for (ControlFile f : files) text.append(f.read().strip()).append(' ');
                return parse(kind, text.toString());
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENODEV) throw e;
                close(); // what comes back with its controller is another file: from now on it is opened each time
                text.setLength(0);
            }
        }
        for (String name : names)
            text.append(cgroup.read(name).orElse("").strip()).append(' ');
        return parse(kind, text.toString());
    }

    /** {@code max}, {@code -1}, a number, or for processor time {@code QUOTA PERIOD}. */
    static double parse(Kind kind, String text) {
        String[] words = text.strip().split(" ");
        if (words[0].isEmpty() || words[0].equals("max") || words[0].startsWith("-")) return Double.NaN;
        double value = Double.parseDouble(words[0]);
        if (kind == Kind.CPU_MAX) return value / (words.length > 1 ? Double.parseDouble(words[1]) : PERIOD_OF_V1);
        return value >= UNLIMITED ? Double.NaN : value;
    }

    @Override
    public void close() {
        files.forEach(ControlFile::close);
        files.clear();
    }
}
