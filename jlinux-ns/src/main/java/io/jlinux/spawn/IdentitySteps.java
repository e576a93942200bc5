package io.jlinux.spawn;

import io.jlinux.ns.Namespace;
import io.jlinux.security.Capability;
import io.jlinux.security.CapabilitySets;
import io.jlinux.security.Rlimit;
import io.jlinux.security.Securebit;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.Step;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who the program is and what it may do: limits, capabilities, ids, in the order in which one allows the next. */
final class IdentitySteps {
    private static final int PR_SET_KEEPCAPS = 8;
    private static final int PR_CAPBSET_DROP = 24;
    private static final int PR_SET_SECUREBITS = 28;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_RAISE = 2;
    private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;
    private static final String CHANGE_DIRECTORY = "change directory to";
    private static final int CAPABILITY_VERSION_3 = 0x20080522;
    private static final int LAST_CAPABILITY = lastCapability();

    /** Of this JVM, read once: 41 calls. It can only become less, and to drop what is not there any more is no error. */
    private static final long OWN_BOUNDING = Capability.mask(Capability.bounding());

    /** Files and owners, ids, limits and scheduling, network, mounts, devices, terminals, sysctls. */
    private static final long OF_STEPS = Capability.mask(Set.of(
            Capability.CHOWN,
            Capability.DAC_OVERRIDE,
            Capability.DAC_READ_SEARCH,
            Capability.FOWNER,
            Capability.FSETID,
            Capability.KILL,
            Capability.SETGID,
            Capability.SETUID,
            Capability.SETPCAP,
            Capability.NET_ADMIN,
            Capability.IPC_LOCK,
            Capability.IPC_OWNER,
            Capability.SYS_CHROOT,
            Capability.SYS_PTRACE,
            Capability.SYS_ADMIN,
            Capability.SYS_NICE,
            Capability.SYS_RESOURCE,
            Capability.SYS_TIME,
            Capability.SYS_TTY_CONFIG,
            Capability.MKNOD,
            Capability.CHECKPOINT_RESTORE));

    private final SpawnSpec spec;
    private final TapeBuilder tape;

    IdentitySteps(SpawnSpec spec, TapeBuilder tape) {
        this.spec = spec;
        this.tape = tape;
    }

    private static int lastCapability() {
        try {
            return Integer.parseInt(
                    KernelFile.read(Path.of("/proc/sys/kernel/cap_last_cap")).strip());
        } catch (LinuxException | NumberFormatException e) {
            return Capability.known().last().number();
        }
    }

    private static long allCapabilities() {
        return (1L << (LAST_CAPABILITY + 1)) - 1;
    }

    /** Whether the program's ids differ from those that the child is born with. */
    static boolean changesIds(SpawnSpec spec) {
        SpawnSpec.User user = spec.user;
        if (user == null) return false;
        long uid = RawSyscall.call(Syscall.GETEUID) & 0xffff_ffffL;
        long gid = RawSyscall.call(Syscall.GETEGID) & 0xffff_ffffL;
        var map = spec.idMap;
        if (spec.unshares(Namespace.USER) && map != null) {
            return user.uid() != map.uids().get(0).inside()
                    || user.gid() != map.gids().get(0).inside();
        }
        return user.uid() != uid || user.gid() != gid;
    }

    /**
     * Keeps the capabilities over an execve before the child has an id in its user namespace: as ambient ones. Only what
     * is permitted is raised, so the JVM, whose memory the child still shares, stays dumpable.
     */
    static void raise(SpawnSpec spec, TapeBuilder tape) {
        long kept = overImage(spec);
        capset(tape, kept, kept, kept);
        for (int c = 0; c <= LAST_CAPABILITY; c++) {
            if ((kept >> c & 1) == 0) continue;
            prctl(tape, "raise ambient", name(c), PR_CAP_AMBIENT, "PR_CAP_AMBIENT", PR_CAP_AMBIENT_RAISE, c);
        }
    }

    /** Undoes {@link #raise}. */
    static void lowerAmbient(SpawnSpec spec, TapeBuilder tape) {
        long kept = overImage(spec);
        prctl(tape, "clear", "ambient capabilities", PR_CAP_AMBIENT, "PR_CAP_AMBIENT", PR_CAP_AMBIENT_CLEAR_ALL, 0);
        capset(tape, kept, kept, 0);
    }

    /** All, or where the program gives most of them up anyway: its own, and those that a step of a tape could need. */
    private static long overImage(SpawnSpec spec) {
        CapabilitySets c = spec.capabilities;
        if (c == null) return allCapabilities();
        long program = Capability.mask(c.effective())
                | Capability.mask(c.permitted())
                | Capability.mask(c.inheritable())
                | Capability.mask(c.ambient());
        return (program | OF_STEPS) & allCapabilities();
    }

    /** Root of the new user namespace, so that what is made belongs to it. */
    static void becomeRoot(TapeBuilder tape) {
        tape.call("set gid", "0", Syscall.SETRESGID, Arg.num(0), Arg.num(0), Arg.num(0))
                .accept(Errno.EINVAL);
        tape.call("set uid", "0", Syscall.SETRESUID, Arg.num(0), Arg.num(0), Arg.num(0))
                .accept(Errno.EINVAL);
    }

    void rlimits() {
        spec.rlimits.forEach(this::rlimit);
        Duration cpu = spec.cpuLimit();
        if (cpu == null) return;
        long seconds = Supervision.rlimitSeconds(cpu);
        rlimit(new Rlimit(Rlimit.Resource.CPU, seconds, seconds + 1));
    }

    private void rlimit(Rlimit r) {
        ByteBuffer b = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(r.soft())
                .putLong(r.hard());
        Arg limit = new Arg.Bytes(b.array(), "{" + text(r.soft()) + ", " + text(r.hard()) + "}");
        Arg resource = Arg.flags(r.resource().ordinal(), "RLIMIT_" + r.resource());
        tape.call("set limit", "RLIMIT_" + r.resource(), Syscall.PRLIMIT64, Arg.num(0), resource, limit, Arg.num(0));
    }

    static String text(long limit) {
        return limit == Rlimit.UNLIMITED ? "unlimited" : Long.toUnsignedString(limit);
    }

    /** From here on the program can only lose rights. */
    void drop() {
        if (spec.noNewPrivileges) {
            prctl(tape, "set", "no_new_privs", PR_SET_NO_NEW_PRIVS, "PR_SET_NO_NEW_PRIVS", 1, 0);
        }
        LandlockSteps.add(spec, tape);
        CapabilitySets caps = spec.capabilities;
        if (caps != null) dropBounding(caps);
        Set<Securebit> bits = spec.securebits;
        if (bits != null && caps == null) securebits(bits);
        Slot entered = enterAhead();
        ids(caps != null);
        changeDirectory(entered);
        if (caps != null) setCapabilities(caps, bits);
    }

    private void securebits(Set<Securebit> bits) {
        String text = new TreeSet<>(bits).toString();
        prctl(tape, "set securebits", text, PR_SET_SECUREBITS, "PR_SET_SECUREBITS", Securebit.mask(bits), 0);
    }

    private void dropBounding(CapabilitySets caps) {
        long keep = Capability.mask(caps.bounding());
        long has = spec.unshares(Namespace.USER) || spec.joins(Namespace.USER) ? -1 : OWN_BOUNDING;
        for (int c = 0; c <= LAST_CAPABILITY; c++) {
            if ((keep >> c & 1) != 0 || (has >> c & 1) == 0) continue;
            prctl(tape, "drop", name(c), PR_CAPBSET_DROP, "PR_CAPBSET_DROP", c, 0);
        }
    }

    private void ids(boolean keepCapabilities) {
        SpawnSpec.User user = spec.user;
        if (user == null) return;
        boolean changes = changes();
        if (changes && keepCapabilities) keepCaps(1);
        setGroups(user.groups());
        if (changes) {
            Arg gid = Arg.num(user.gid());
            Arg uid = Arg.num(user.uid());
            tape.call("set gid", "" + user.gid(), Syscall.SETRESGID, gid, gid, gid);
            tape.call("set uid", "" + user.uid(), Syscall.SETRESUID, uid, uid, uid);
        }
        if (changes && keepCapabilities) keepCaps(0);
    }

    private boolean changes() {
        return changesIds(spec) || (spec.joinsAny() && !spec.joinsUnseen()) || mapped();
    }

    private boolean mapped() {
        return spec.idMap != null && !spec.idMap.isSelfOnly();
    }

    private void keepCaps(int on) {
        prctl(tape, on == 1 ? "keep" : "do not keep", "capabilities", PR_SET_KEEPCAPS, "PR_SET_KEEPCAPS", on, 0);
    }

    private void setGroups(List<Long> groups) {
        boolean denied = spec.unshares(Namespace.USER) && !mapped();
        if (denied && groups.isEmpty()) return;
        ByteBuffer b = ByteBuffer.allocate(4 * groups.size() + 4).order(ByteOrder.nativeOrder());
        for (long g : groups) b.putInt((int) g);
        Step set = tape.call(
                "set groups",
                groups.toString(),
                Syscall.SETGROUPS,
                Arg.num(groups.size()),
                new Arg.Bytes(b.array(), groups.toString()));
        // a joined user namespace of an ordinary user refuses it, as a new one does, where it is not even tried
        if (spec.joins(Namespace.USER) && groups.isEmpty()) set.accept(Errno.EPERM);
    }

    /**
     * Enters the working directory while the child is still who it was: the program may begin in one that its user may not enter. Where it
     * is the other way, the user tries again.
     *
     * @return the result; null where that is not tried
     */
    private @Nullable Slot enterAhead() {
        String directory = spec.directory;
        SpawnSpec.User user = spec.user;
        if (directory == null || user == null || user.uid() == 0 || !changes()) return null;
        Slot entered = tape.slot("entered");
        enter(directory).into(entered).accept(Errno.EACCES, Errno.EPERM);
        return entered;
    }

    private Step enter(String directory) {
        return tape.call(CHANGE_DIRECTORY, directory, Syscall.CHDIR, Arg.text(directory));
    }

    /** @param entered what came of trying it before */
    private void changeDirectory(@Nullable Slot entered) {
        String directory = spec.directory;
        if (directory == null) return;
        if (entered != null) {
            tape.check(CHANGE_DIRECTORY, directory, Arg.ref(entered), -1, 0, Errno.EACCES)
                    .accept(Errno.EACCES)
                    .skipOnSuccess(1);
        }
        enter(directory);
        if (spec.rootfs == null && !spec.joins(Namespace.MOUNT)) return;
        // a directory outside of the root reads "(unreachable)…"
        Slot cwd = tape.slots("cwd", 512);
        var getcwd = tape.call("check directory", directory, Syscall.GETCWD, new Arg.Out(cwd), Arg.num(4096));
        getcwd.accept(Errno.ERANGE).skipOnError(1);
        tape.check("check directory", directory, new Arg.Ref(cwd, 0), 0xff, '/', Errno.ENOENT);
    }

    /** Securebits need CAP_SETPCAP, which stays for as long, and come last: one of them forbids ambient capabilities. */
    private void setCapabilities(CapabilitySets c, @Nullable Set<Securebit> bits) {
        long setpcap = bits == null ? 0 : 1L << Capability.SETPCAP.number();
        long effective = Capability.mask(c.effective());
        long permitted = Capability.mask(c.permitted());
        long inheritable = Capability.mask(c.inheritable());
        capset(tape, effective | setpcap, permitted | setpcap, inheritable);
        for (Capability a : c.ambient()) {
            String name = a.kernelName();
            prctl(tape, "raise ambient", name, PR_CAP_AMBIENT, "PR_CAP_AMBIENT", PR_CAP_AMBIENT_RAISE, a.number());
        }
        if (bits == null) return;
        securebits(bits);
        if ((permitted & setpcap) == 0 || (effective & setpcap) == 0) capset(tape, effective, permitted, inheritable);
    }

    private static void capset(TapeBuilder tape, long effective, long permitted, long inheritable) {
        ByteBuffer header =
                ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(CAPABILITY_VERSION_3);
        ByteBuffer b = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
        b.putInt((int) effective).putInt((int) permitted).putInt((int) inheritable);
        b.putInt((int) (effective >> 32)).putInt((int) (permitted >> 32)).putInt((int) (inheritable >> 32));
        String text = "{eff=0x" + Long.toHexString(effective) + ", prm=0x" + Long.toHexString(permitted) + ", inh=0x"
                + Long.toHexString(inheritable) + "}";
        tape.call(
                "set",
                "capabilities",
                Syscall.CAPSET,
                new Arg.Bytes(header.array(), "{V3}"),
                new Arg.Bytes(b.array(), text));
    }

    private static void prctl(
            TapeBuilder tape, String operation, String target, int option, String name, long second, long third) {
        String text = option == PR_CAP_AMBIENT ? (second == PR_CAP_AMBIENT_RAISE ? "RAISE" : "CLEAR_ALL") : "" + second;
        tape.call(
                operation,
                target,
                Syscall.PRCTL,
                Arg.flags(option, name),
                Arg.flags(second, text),
                Arg.num(third),
                Arg.num(0),
                Arg.num(0));
    }

    private static String name(int capability) {
        return new Capability(capability).kernelName();
    }
}
