package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.v1.V1Group;
import io.jlinux.cgroup.v2.V2Group;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directories that one cgroup consists of, and which of them a control file is in.
 *
 * @param unified in the v2 hierarchy
 * @param legacy in the v1 hierarchies
 */
record Directories(CgroupHost host, @Nullable V2Group unified, List<V1Group> legacy) implements AutoCloseable {
    /** v2 first. */
    List<CgroupDir> all() {
        List<CgroupDir> all = new ArrayList<>(legacy.size() + 1);
        if (unified != null) all.add(unified.dir());
        for (V1Group g : legacy) all.add(g.dir());
        return all;
    }

    /** The directory in the v1 hierarchy of {@code controller}. */
    @Nullable
    CgroupDir v1(Controller controller) {
        for (int i = 0; i < legacy.size(); i++) {
            V1Group g = legacy.get(i);
            if (g.controllers().contains(controller.v1Name())) return g.dir();
        }
        return null;
    }

    /** The directory with the files of {@code controller}. */
    CgroupDir of(Controller controller) throws LinuxException {
        CgroupDir v1 = v1(controller);
        if (v1 != null) return v1;
        if (unified == null || controller.v2Name().isEmpty() || host.isOnV1(controller)) throw notHere(controller);
        return unified.dir();
    }

    private LinuxException notHere(Controller controller) {
        Optional<Hierarchy> where = host.hierarchy(controller);
        if (where.isEmpty()) return LimitPlan.unavailable(host, controller);
        String hint = "controller '" + controller.kernelName() + "' is on v1 ("
                + where.get().mountPoint()
                + "), and this cgroup was made without it: name it when creating, or see whether it is writable there";
        return new LinuxException("use controller of", all().get(0).toString(), Errno.ENOENT.number(), null, hint);
    }

    /** The directory with {@code file}. */
    CgroupDir ofFile(String file) throws LinuxException {
        if (file.indexOf('/') >= 0 || file.indexOf('\0') >= 0 || file.startsWith(".") || file.isEmpty()) {
            throw new IllegalArgumentException("not the name of a control file: '" + file + "'");
        }
        if (unified != null && (file.startsWith("cgroup.") || file.endsWith(".pressure"))) return unified.dir();
        Optional<Controller> controller = Controller.ofFile(file);
        return controller.isPresent() && controller.get() != Controller.CORE ? of(controller.get()) : all().get(0);
    }

    /** The controllers that can be used. */
    Set<Controller> controllers() throws LinuxException {
        Set<Controller> all = EnumSet.noneOf(Controller.class);
        if (unified != null)
            unified.controllers().forEach(n -> Controller.named(n).ifPresent(all::add));
        legacy.forEach(g -> g.controllers().forEach(n -> Controller.named(n).ifPresent(all::add)));
        return all;
    }

    /** Writes a number, {@link CgroupLimits#UNLIMITED} as {@code max}. */
    void write(CgroupDir dir, String file, long value) throws LinuxException {
        if (value == CgroupLimits.UNLIMITED) {
            write(dir, file, "max");
            return;
        }
        long r = dir.tryWrite(file, value);
        if (Result.is(r, Errno.ENOENT)) write(dir, file, Long.toString(value));
        else dir.checkWrite(r, file, value);
    }

    /** Writes; where the file is missing for want of a controller on v2, that is enabled in the cgroup above first. */
    void write(CgroupDir dir, String file, String value) throws LinuxException {
        long r = dir.tryWrite(file, value);
        if (!Result.is(r, Errno.ENOENT)) {
            dir.checkWrite(r, file, value);
            return;
        }
        try {
            if (enable(dir, file)) r = dir.tryWrite(file, value);
        } catch (LinuxException e) {
            throw because(e, dir, file, value, r);
        }
        dir.checkWrite(r, file, value);
    }

    private static LinuxException because(LinuxException cause, CgroupDir dir, String file, String value, long result) {
        try {
            dir.checkWrite(result, file, value);
        } catch (LinuxException e) {
            e.addSuppressed(cause);
            return e;
        }
        return cause;
    }

    /** Enables the controller of {@code file} for this cgroup, where it is not; returns whether it changed anything. */
    boolean enable(CgroupDir dir, String file) throws LinuxException {
        if (unified == null || unified.dir() != dir || unified.isTopOfMount() || dir.isGone()) return false;
        String controller = Controller.ofFile(file).map(Controller::v2Name).orElse("");
        if (controller.isEmpty() || controller.equals("cgroup")) return false;
        if (unified.controllers().contains(controller)) return false;
        try (V2Group up = unified.parent()) {
            up.enable(Set.of(controller));
        }
        return true;
    }

    @Override
    public void close() {
        all().forEach(CgroupDir::close);
    }
}
