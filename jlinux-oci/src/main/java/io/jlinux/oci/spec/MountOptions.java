package io.jlinux.oci.spec;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the options of a mount mean: a pure function of the strings, in which a later option wins over an earlier one.
 *
 * <p>Flags are kept as "set" and "cleared" because both count when a bind mount is remounted: what is neither keeps the
 * source's value. An option in no table is data for the filesystem.
 *
 * @param set flags that were asked for
 * @param cleared flags that were asked not to be there ({@code rw}, {@code dev} …)
 * @param bind whether it is a bind mount: {@code bind} or {@code rbind}
 * @param recursiveBind whether mounts below the source come along: {@code rbind}
 * @param remount whether an existing mount is changed
 * @param propagation propagation changes, each a mount(2) call of its own after the mount, in this order
 * @param recursiveSet attributes to set on the mount and all mounts below ({@code rro} …)
 * @param recursiveCleared attributes to clear on the mount and all mounts below ({@code rrw} …)
 * @param tmpCopyUp whether a tmpfs gets a copy of what it hides
 * @param idMap whether the mount's ids are mapped
 * @param data options for the filesystem, in their order
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#linux-mount-options">config.md: Linux mount options</a>
 */
public record MountOptions(
        Set<MountFlag> set,
        Set<MountFlag> cleared,
        boolean bind,
        boolean recursiveBind,
        boolean remount,
        List<Propagation> propagation,
        Set<MountFlag> recursiveSet,
        Set<MountFlag> recursiveCleared,
        boolean tmpCopyUp,
        Optional<IdMap> idMap,
        List<String> data) {
    private static final long MS_REMOUNT = 0x20;
    private static final long MS_BIND = 0x1000;
    private static final long MS_REC = 0x4000;
    private static final long MOUNT_ATTR_ATIME = 0x70;

    private static final Map<String, MountFlag> SETS = Map.ofEntries(
            entry("dirsync", MountFlag.DIRSYNC),
            entry("iversion", MountFlag.I_VERSION),
            entry("lazytime", MountFlag.LAZYTIME),
            entry("mand", MountFlag.MANDLOCK),
            entry("noatime", MountFlag.NOATIME),
            entry("nodev", MountFlag.NODEV),
            entry("nodiratime", MountFlag.NODIRATIME),
            entry("noexec", MountFlag.NOEXEC),
            entry("nosuid", MountFlag.NOSUID),
            entry("nosymfollow", MountFlag.NOSYMFOLLOW),
            entry("relatime", MountFlag.RELATIME),
            entry("ro", MountFlag.RDONLY),
            entry("silent", MountFlag.SILENT),
            entry("strictatime", MountFlag.STRICTATIME),
            entry("sync", MountFlag.SYNCHRONOUS));

    private static final Map<String, MountFlag> CLEARS = Map.ofEntries(
            entry("async", MountFlag.SYNCHRONOUS),
            entry("atime", MountFlag.NOATIME),
            entry("dev", MountFlag.NODEV),
            entry("diratime", MountFlag.NODIRATIME),
            entry("exec", MountFlag.NOEXEC),
            entry("loud", MountFlag.SILENT),
            entry("noiversion", MountFlag.I_VERSION),
            entry("nolazytime", MountFlag.LAZYTIME),
            entry("nomand", MountFlag.MANDLOCK),
            entry("norelatime", MountFlag.RELATIME),
            entry("nostrictatime", MountFlag.STRICTATIME),
            entry("rw", MountFlag.RDONLY),
            entry("suid", MountFlag.NOSUID),
            entry("symfollow", MountFlag.NOSYMFOLLOW));

    /** The options that have a recursive form, which is the option with an {@code r} before it. */
    private static final Set<String> RECURSIVE = Set.of(
            "ro",
            "rw",
            "nosuid",
            "suid",
            "nodev",
            "dev",
            "noexec",
            "exec",
            "nodiratime",
            "diratime",
            "relatime",
            "norelatime",
            "noatime",
            "atime",
            "strictatime",
            "nostrictatime",
            "nosymfollow",
            "symfollow");

    private static final Map<String, Propagation> PROPAGATIONS = propagations();

    private static final Set<String> OTHERS =
            Set.of("bind", "rbind", "remount", "defaults", "tmpcopyup", "idmap", "ridmap");

    public MountOptions {
        set = immutable(set);
        cleared = immutable(cleared);
        propagation = List.copyOf(propagation);
        recursiveSet = immutable(recursiveSet);
        recursiveCleared = immutable(recursiveCleared);
        data = List.copyOf(data);
    }

    /** Whether ids are mapped for the mount alone, or for all mounts below, too. */
    public enum IdMap {
        /** {@code idmap}. */
        MOUNT,
        /** {@code ridmap}. */
        RECURSIVE
    }

    /** Parses the options of one mount. Empty strings and {@code defaults} change nothing. */
    public static MountOptions parse(List<String> options) {
        Set<MountFlag> set = EnumSet.noneOf(MountFlag.class);
        Set<MountFlag> cleared = EnumSet.noneOf(MountFlag.class);
        Set<MountFlag> recursiveSet = EnumSet.noneOf(MountFlag.class);
        Set<MountFlag> recursiveCleared = EnumSet.noneOf(MountFlag.class);
        List<Propagation> propagation = new ArrayList<>();
        List<String> data = new ArrayList<>();
        boolean bind = false;
        boolean recursiveBind = false;
        boolean remount = false;
        boolean tmpCopyUp = false;
        Optional<IdMap> idMap = Optional.empty();
        for (String option : options) {
            Propagation spread = PROPAGATIONS.get(option);
            if (apply(option, set, cleared)) continue;
            if (spread != null) {
                propagation.add(spread);
            } else if (isRecursiveAttribute(option)) {
                applyRecursive(option.substring(1), recursiveSet, recursiveCleared);
            } else {
                switch (option) {
                    case "bind" -> bind = true;
                    case "rbind" -> {
                        bind = true;
                        recursiveBind = true;
                    }
                    case "remount" -> remount = true;
                    case "tmpcopyup" -> tmpCopyUp = true;
                    case "idmap" -> idMap = Optional.of(IdMap.MOUNT);
                    case "ridmap" -> idMap = Optional.of(IdMap.RECURSIVE);
                    case "", "defaults" -> {}
                    default -> data.add(option);
                }
            }
        }
        return new MountOptions(
                set,
                cleared,
                bind,
                recursiveBind,
                remount,
                propagation,
                recursiveSet,
                recursiveCleared,
                tmpCopyUp,
                idMap,
                data);
    }

    /** All option names that are not filesystem data, sorted: what {@code features} lists. */
    public static List<String> known() {
        Set<String> names = new TreeSet<>(OTHERS);
        names.addAll(SETS.keySet());
        names.addAll(CLEARS.keySet());
        names.addAll(PROPAGATIONS.keySet());
        RECURSIVE.forEach(name -> names.add("r" + name));
        return List.copyOf(names);
    }

    /** The flags of the mount(2) call: {@link #set} with {@code MS_BIND}, {@code MS_REC} and {@code MS_REMOUNT}. */
    public long mountFlags() {
        long flags = 0;
        for (MountFlag flag : set) flags |= flag.mountFlag();
        if (bind) flags |= MS_BIND;
        if (recursiveBind) flags |= MS_REC;
        if (remount) flags |= MS_REMOUNT;
        return flags;
    }

    /** The {@code attr_set} of the recursive mount_setattr(2) call; to be made if {@link #recursiveAttributes()}. */
    public long recursiveAttrSet() {
        long attributes = 0;
        for (MountFlag flag : recursiveSet) attributes |= flag.attribute();
        return attributes;
    }

    /**
     * The {@code attr_clr} of the recursive mount_setattr(2) call. The kernel wants all access time bits cleared when one
     * of them changes.
     */
    public long recursiveAttrClear() {
        long attributes = 0;
        for (MountFlag flag : recursiveCleared) attributes |= flag.attribute();
        boolean accessTime =
                recursiveSet.stream().anyMatch(MountFlag::isAccessTime) || (attributes & MOUNT_ATTR_ATIME) != 0;
        return accessTime ? attributes | MOUNT_ATTR_ATIME : attributes;
    }

    /** Whether there is a recursive mount_setattr(2) call to make. */
    public boolean recursiveAttributes() {
        return recursiveAttrSet() != 0 || recursiveAttrClear() != 0;
    }

    /** The data argument of mount(2): the filesystem's options with commas. */
    public String dataString() {
        return String.join(",", data);
    }

    private static boolean apply(String option, Set<MountFlag> set, Set<MountFlag> cleared) {
        MountFlag sets = SETS.get(option);
        if (sets != null) {
            set.add(sets);
            cleared.remove(sets);
            return true;
        }
        MountFlag clears = CLEARS.get(option);
        if (clears == null) return false;
        cleared.add(clears);
        set.remove(clears);
        return true;
    }

    /** As {@link #apply}, but one access time mode replaces another: attributes hold exactly one. */
    private static void applyRecursive(String option, Set<MountFlag> set, Set<MountFlag> cleared) {
        MountFlag sets = SETS.get(option);
        if (sets != null && sets.isAccessTime()) set.removeIf(MountFlag::isAccessTime);
        apply(option, set, cleared);
    }

    private static boolean isRecursiveAttribute(String option) {
        return option.startsWith("r") && RECURSIVE.contains(option.substring(1));
    }

    private static Map<String, Propagation> propagations() {
        Map<String, Propagation> byName = new HashMap<>();
        for (Propagation value : Propagation.values()) byName.put(value.jsonName(), value);
        return Map.copyOf(byName);
    }

    private static Set<MountFlag> immutable(Set<MountFlag> flags) {
        return flags.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(flags));
    }
}
