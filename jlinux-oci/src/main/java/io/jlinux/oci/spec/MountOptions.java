package io.jlinux.oci.spec;

import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_ATIME;
import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_NOATIME;
import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_NODEV;
import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_NODIRATIME;
import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_NOEXEC;
import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_NOSUID;
import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_NOSYMFOLLOW;
import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_RDONLY;
import static io.jlinux.sys.raw.MountFlags.MOUNT_ATTR_STRICTATIME;
import static java.util.Map.entry;

import io.jlinux.mount.MountAttributes;
import io.jlinux.mount.Propagation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * What the options of a mount mean: a pure function of the strings, in which a later option wins over an earlier one.
 *
 * <p>Attributes have bits to set and bits to clear because both count for a bind mount: what is in neither keeps the
 * source's value. The bits fit mount_setattr(2) as they are. An option in no table is data for the filesystem.
 *
 * @param attributes of the mount itself: {@code ro}, {@code rw}, {@code nosuid}, {@code noatime} …
 * @param recursiveAttributes of the mount and all mounts below, set after it is made: {@code rro}, {@code rrw} …
 * @param superblock options that every filesystem takes: those of {@code sync}, {@code dirsync}, {@code lazytime},
 *     {@code mand} and {@code iversion} that were asked for
 * @param bind whether it is a bind mount, recursive or not
 * @param recursiveBind whether mounts below the source of a bind mount come along
 * @param remount whether an existing mount is changed
 * @param propagation propagation changes, each a call of its own after the mount, in this order
 * @param tmpCopyUp whether a tmpfs gets a copy of what it hides
 * @param idMapping whether the mount's ids are mapped
 * @param data options of the filesystem's own, in their order
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#linux-mount-options">config.md: Linux
 *     mount options</a>
 */
public record MountOptions(
        MountAttributes attributes,
        MountAttributes recursiveAttributes,
        List<String> superblock,
        boolean bind,
        boolean recursiveBind,
        boolean remount,
        List<Propagation> propagation,
        boolean tmpCopyUp,
        Optional<IdMapping> idMapping,
        List<String> data) {

    /** What each option does to the attributes; with an {@code r} before it, to those of all mounts below, too. */
    private static final Map<String, UnaryOperator<MountAttributes>> ATTRIBUTES = Map.ofEntries(
            entry("ro", old -> old.with(MOUNT_ATTR_RDONLY)),
            entry("rw", old -> old.without(MOUNT_ATTR_RDONLY)),
            entry("nosuid", old -> old.with(MOUNT_ATTR_NOSUID)),
            entry("suid", old -> old.without(MOUNT_ATTR_NOSUID)),
            entry("nodev", old -> old.with(MOUNT_ATTR_NODEV)),
            entry("dev", old -> old.without(MOUNT_ATTR_NODEV)),
            entry("noexec", old -> old.with(MOUNT_ATTR_NOEXEC)),
            entry("exec", old -> old.without(MOUNT_ATTR_NOEXEC)),
            entry("nodiratime", old -> old.with(MOUNT_ATTR_NODIRATIME)),
            entry("diratime", old -> old.without(MOUNT_ATTR_NODIRATIME)),
            entry("nosymfollow", old -> old.with(MOUNT_ATTR_NOSYMFOLLOW)),
            entry("symfollow", old -> old.without(MOUNT_ATTR_NOSYMFOLLOW)),
            entry("noatime", old -> old.with(MOUNT_ATTR_NOATIME)),
            entry("atime", old -> withoutAccessTime(old, MOUNT_ATTR_NOATIME)),
            entry("strictatime", old -> old.with(MOUNT_ATTR_STRICTATIME)),
            entry("nostrictatime", old -> withoutAccessTime(old, MOUNT_ATTR_STRICTATIME)),
            entry("relatime", old -> withoutAccessTime(old, MOUNT_ATTR_ATIME)),
            entry("norelatime", old -> old)); // relatime is the absence of the others

    /** Options that every filesystem takes, each with the flag that it sets, or takes back where the names differ. */
    private static final Map<String, String> SUPERBLOCK = Map.ofEntries(
            entry("async", "sync"),
            entry("nolazytime", "lazytime"),
            entry("nomand", "mand"),
            entry("noiversion", "iversion"),
            entry("sync", "sync"),
            entry("dirsync", "dirsync"),
            entry("lazytime", "lazytime"),
            entry("mand", "mand"),
            entry("iversion", "iversion"));

    /** {@code silent} and {@code loud} are about the kernel's log, which the calls used for mounting do not write. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("", "defaults", "silent", "loud");

    private static final Map<String, Propagation> PROPAGATION = Map.ofEntries(
            entry("private", Propagation.PRIVATE),
            entry("rprivate", Propagation.RPRIVATE),
            entry("slave", Propagation.SLAVE),
            entry("rslave", Propagation.RSLAVE),
            entry("shared", Propagation.SHARED),
            entry("rshared", Propagation.RSHARED),
            entry("unbindable", Propagation.UNBINDABLE),
            entry("runbindable", Propagation.RUNBINDABLE));

    private static final Set<String> OTHERS = Set.of("bind", "rbind", "remount", "tmpcopyup", "idmap", "ridmap");

    public MountOptions {
        superblock = List.copyOf(superblock);
        propagation = List.copyOf(propagation);
        data = List.copyOf(data);
    }

    /** Whether ids are mapped for the mount alone, or for all mounts below, too. */
    public enum IdMapping {
        /** {@code idmap}. */
        MOUNT,
        /** {@code ridmap}. */
        RECURSIVE
    }

    /** Parses the options of one mount. */
    public static MountOptions parse(List<String> options) {
        MountAttributes attributes = MountAttributes.NONE;
        MountAttributes recursive = MountAttributes.NONE;
        Set<String> superblock = new LinkedHashSet<>();
        List<Propagation> propagation = new ArrayList<>();
        List<String> data = new ArrayList<>();
        for (String option : options) {
            UnaryOperator<MountAttributes> own = ATTRIBUTES.get(option);
            UnaryOperator<MountAttributes> all = option.startsWith("r") ? ATTRIBUTES.get(option.substring(1)) : null;
            Propagation spread = PROPAGATION.get(option);
            String flag = SUPERBLOCK.get(option);
            if (own != null) {
                attributes = own.apply(attributes);
            } else if (all != null) {
                recursive = all.apply(recursive);
            } else if (spread != null) {
                propagation.add(spread);
            } else if (flag != null) {
                if (flag.equals(option)) superblock.add(flag);
                else superblock.remove(flag);
            } else if (!OTHERS.contains(option) && !WITHOUT_EFFECT.contains(option)) {
                data.add(option);
            }
        }
        boolean recursiveBind = options.contains("rbind");
        return new MountOptions(
                attributes,
                recursive,
                List.copyOf(superblock),
                recursiveBind || options.contains("bind"),
                recursiveBind,
                options.contains("remount"),
                propagation,
                options.contains("tmpcopyup"),
                idMapping(options),
                data);
    }

    /** All option names that are not filesystem data, sorted: what {@code features} lists. */
    public static List<String> known() {
        Set<String> names = new TreeSet<>(OTHERS);
        ATTRIBUTES.keySet().forEach(name -> {
            names.add(name);
            names.add("r" + name);
        });
        names.addAll(SUPERBLOCK.keySet());
        names.addAll(PROPAGATION.keySet());
        names.addAll(WITHOUT_EFFECT);
        names.remove("");
        return List.copyOf(names);
    }

    private static Optional<IdMapping> idMapping(List<String> options) {
        int mount = options.lastIndexOf("idmap");
        int recursive = options.lastIndexOf("ridmap");
        if (mount < 0 && recursive < 0) return Optional.empty();
        return Optional.of(mount > recursive ? IdMapping.MOUNT : IdMapping.RECURSIVE);
    }

    /** The kernel wants all access time bits cleared where one of them changes. */
    private static MountAttributes withoutAccessTime(MountAttributes old, long bits) {
        return new MountAttributes(old.set() & ~bits, old.clear() | MOUNT_ATTR_ATIME);
    }
}
