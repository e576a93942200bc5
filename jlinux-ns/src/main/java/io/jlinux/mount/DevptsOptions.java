package io.jlinux.mount;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a devpts can be told. A value; every devpts is an instance of its own ({@code newinstance}).
 *
 * @param ptmxMode the permissions of its {@code ptmx}; the kernel's default is 0, which lets nobody open it
 * @param mode the permissions of a new terminal; the kernel's default is 0600
 * @param gid the group of a new terminal, as the new user namespace counts
 * @param max the most terminals
 * @see <a href="https://man7.org/linux/man-pages/man4/pts.4.html">pts(4)</a>
 */
public record DevptsOptions(OptionalInt ptmxMode, OptionalInt mode, OptionalLong gid, OptionalInt max) {
    /** Everybody may open ptmx; a terminal is its owner's, and its group may write to it. */
    public static final DevptsOptions DEFAULTS =
            new DevptsOptions(OptionalInt.of(0666), OptionalInt.of(0620), OptionalLong.empty(), OptionalInt.empty());

    public DevptsOptions {
        OptionNumbers.checkMode(ptmxMode);
        OptionNumbers.checkMode(mode);
        OptionNumbers.checkId(gid);
        if (max.orElse(1) < 1) throw new IllegalArgumentException("not a number of terminals: " + max.getAsInt());
    }

    public DevptsOptions ptmxMode(int permissions) {
        return new DevptsOptions(OptionalInt.of(permissions), mode, gid, max);
    }

    public DevptsOptions mode(int permissions) {
        return new DevptsOptions(ptmxMode, OptionalInt.of(permissions), gid, max);
    }

    /** The group of terminals; often 5, {@code tty}. */
    public DevptsOptions gid(long group) {
        return new DevptsOptions(ptmxMode, mode, OptionalLong.of(group), max);
    }

    public DevptsOptions max(int terminals) {
        return new DevptsOptions(ptmxMode, mode, gid, OptionalInt.of(terminals));
    }

    /** As the kernel takes them. */
    public List<String> options() {
        List<String> list = new ArrayList<>(List.of("newinstance"));
        OptionNumbers.mode("ptmxmode", ptmxMode).ifPresent(list::add);
        OptionNumbers.mode("mode", mode).ifPresent(list::add);
        gid.ifPresent(g -> list.add("gid=" + g));
        max.ifPresent(m -> list.add("max=" + m));
        return List.copyOf(list);
    }
}
