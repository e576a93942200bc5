package io.jlinux.mount;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a procfs can be told. A value.
 *
 * <p>{@code Mount.proc(ProcOptions.DEFAULTS.hidePid(HidePid.INVISIBLE).onlyPids())}
 *
 * <p>Since Linux 5.8 they belong to the one mount; before, the first two belong to the pid namespace and
 * so to all of its mounts, and the other values are refused with {@code EINVAL}.
 *
 * @param hidePid what a process sees of other users' processes
 * @param gid the group that {@code hidePid} does not hide anything from
 * @param pidsOnly {@code subset=pid}: only the directories of processes, nothing else of the kernel, Linux 5.8
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
public record ProcOptions(HidePid hidePid, OptionalLong gid, boolean pidsOnly) {
    /** What {@code hidepid} says. */
    public enum HidePid {
        /** Everybody sees everything: the kernel's default, and not passed on. */
        OFF(0),
        /** The directories of other users' processes are seen and cannot be entered. */
        NO_ACCESS(1),
        /** They are not seen. */
        INVISIBLE(2),
        /** Only processes that the reader may ptrace are seen, Linux 5.8. */
        PTRACEABLE(4);

        private final int number;

        HidePid(int number) {
            this.number = number;
        }
    }

    /** Nothing set. */
    public static final ProcOptions DEFAULTS = new ProcOptions(HidePid.OFF, OptionalLong.empty(), false);

    public ProcOptions {
        OptionNumbers.checkId(gid);
    }

    public ProcOptions hidePid(HidePid value) {
        return new ProcOptions(value, gid, pidsOnly);
    }

    /** The group that sees everything all the same. */
    public ProcOptions gid(long group) {
        return new ProcOptions(hidePid, OptionalLong.of(group), pidsOnly);
    }

    /** With {@code subset=pid}. */
    public ProcOptions onlyPids() {
        return new ProcOptions(hidePid, gid, true);
    }

    /** As the kernel takes them; numbers, because names of {@code hidepid} came with Linux 5.8 only. */
    public List<String> options() {
        List<String> list = new ArrayList<>();
        if (hidePid != HidePid.OFF) list.add("hidepid=" + hidePid.number);
        gid.ifPresent(g -> list.add("gid=" + g));
        if (pidsOnly) list.add("subset=pid");
        return List.copyOf(list);
    }
}
