package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.stat.CpuStat;
import io.jlinux.cgroup.stat.MemoryStat;
import io.jlinux.cgroup.stat.PidsStat;
import io.jlinux.cgroup.stat.Pressure;
import io.jlinux.cgroup.v1.V1Cpu;
import io.jlinux.cgroup.v1.V1Memory;
import io.jlinux.cgroup.v2.DeviceBpf;
import io.jlinux.spawn.Placement;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A control group: processes that are limited, measured, frozen and killed together.
 *
 * <p>It holds the directories of the cgroup by descriptor, so it stays the same cgroup whatever becomes of the name. Who
 * {@linkplain #create creates} one owns it: {@link #close()} kills what is in it and removes it. Who {@linkplain #open
 * opens} one borrows it: {@link #close()} only lets go. {@link #detach()} turns the first into the second.
 *
 * <p>Thread-safe, but that using it while another thread closes it is the caller's race. Every method that meets the
 * kernel throws {@link LinuxException} for its refusals, among them {@code ENOENT} for a controller that is not enabled
 * (the hint names the nearest ancestor that has it) or a cgroup that has been removed, and {@code EACCES} for one that is
 * not delegated to us; {@link IllegalArgumentException} is thrown for bad arguments before anything is done.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public final class Cgroup implements AutoCloseable {
    private final String name;
    private final Directories dirs;
    private final @Nullable V1Memory legacyMemory;
    private volatile Hold hold;

    /** Whose it is. */
    enum Hold {
        OWNED,
        BORROWED,
        /** Kept open by a {@link CgroupHost}, so that new ones can be made in it; not to be closed or destroyed. */
        OF_HOST
    }

    Cgroup(String name, Directories dirs, Hold hold) {
        this.name = name;
        this.dirs = dirs;
        CgroupDir memory = dirs.v1(Controller.MEMORY);
        this.legacyMemory = memory == null ? null : new V1Memory(memory, hold == Hold.OWNED);
        this.hold = hold;
    }

    /** Creates a cgroup without limits under {@link CgroupHost#home()}; mkdir(2). As {@link #createChild(String)}. */
    public static Cgroup create(String name) throws LinuxException {
        return create(name, CgroupLimits.NONE);
    }

    /**
     * Creates a cgroup with {@code limits} under {@link CgroupHost#home()}. As {@link #createChild(String, CgroupLimits)}.
     */
    public static Cgroup create(String name, CgroupLimits limits) throws LinuxException {
        return CgroupHost.current().home().createChild(name, limits);
    }

    /**
     * Creates a cgroup with {@code limits} and exactly these controllers, besides those that the limits need. As {@link
     * #createChild(String, CgroupLimits, Set)}.
     */
    public static Cgroup create(String name, CgroupLimits limits, Set<Controller> controllers) throws LinuxException {
        return CgroupHost.current().home().createChild(name, limits, controllers);
    }

    /** Borrows an existing cgroup under {@link CgroupHost#home()}, in every hierarchy in which it exists. */
    public static Cgroup open(String name) throws LinuxException {
        return CgroupHost.current().home().openChild(name);
    }

    /**
     * Borrows the cgroup that consists of these directories, one in each hierarchy, as {@link #directories()} of another
     * process gave them.
     *
     * @throws IllegalArgumentException for a directory that is in no mounted hierarchy
     */
    public static Cgroup open(Collection<Path> directories) throws LinuxException {
        return CgroupFactory.open(CgroupHost.current(), directories);
    }

    /** Creates a cgroup without limits below this one. */
    public Cgroup createChild(String name) throws LinuxException {
        return createChild(name, CgroupLimits.NONE);
    }

    /**
     * Creates a cgroup below this one, with {@code limits} set before any process can be in it: all or nothing.
     *
     * <p>A nested name such as {@code jobs/42} makes the cgroups in between as well, where they are missing; those are
     * removed again when the last cgroup that this JVM made below them is.
     *
     * <p>It gets the controllers that the limits need, and memory, pids and cpu where they can be had, so that these can
     * be limited and measured later. On v2 they are enabled on the way down as far as that is not done yet (this stays when
     * the cgroup goes); on v1 each is a directory more.
     *
     * @param name relative; no part may be empty, {@code .} or {@code ..}, or look like a control file
     * @throws LinuxException {@code EEXIST} where there is a cgroup of this name; {@code ENOENT} where a limit's controller
     *     is not on this host; {@code EOPNOTSUPP} for a limit that v1 does not know; {@code EBUSY} where v2 forbids
     *     controllers because processes are in the cgroup above; {@code EACCES}, {@code EROFS} where cgroups may not be
     *     made. Nothing is left behind.
     */
    public Cgroup createChild(String name, CgroupLimits limits) throws LinuxException {
        return CgroupFactory.create(this, name, limits, limits.controllers(), CgroupFactory.defaults(dirs.host()));
    }

    /**
     * As {@link #createChild(String, CgroupLimits)}, with exactly these controllers, besides those that the limits need.
     * Fewer are cheaper on v1, where a process joins each one by itself.
     */
    public Cgroup createChild(String name, CgroupLimits limits, Set<Controller> controllers) throws LinuxException {
        return CgroupFactory.create(
                this, name, limits, together(limits, controllers), CgroupFactory.helpers(dirs.host()));
    }

    /**
     * The directories that {@link #createChild(String, CgroupLimits)} would make for a cgroup of that name, without those that are there:
     * to be written down before, for whoever is to remove it when this JVM is killed. Nothing is made.
     *
     * @param name as there
     */
    public List<Path> missingDirectories(String name, CgroupLimits limits) {
        return CgroupFactory.missing(this, name, limits.controllers(), CgroupFactory.defaults(dirs.host()));
    }

    /** As above, of {@link #createChild(String, CgroupLimits, Set)}. */
    public List<Path> missingDirectories(String name, CgroupLimits limits, Set<Controller> controllers) {
        return CgroupFactory.missing(this, name, together(limits, controllers), CgroupFactory.helpers(dirs.host()));
    }

    private static Set<Controller> together(CgroupLimits limits, Set<Controller> controllers) {
        Set<Controller> all = EnumSet.noneOf(Controller.class);
        all.addAll(limits.controllers());
        all.addAll(controllers);
        return all;
    }

    /** Borrows an existing cgroup below this one. */
    public Cgroup openChild(String name) throws LinuxException {
        return CgroupFactory.openChild(this, CgroupName.parts(name));
    }

    /** The name below {@link CgroupHost#home()}, or whatever else it was made or opened from. */
    public String name() {
        return name;
    }

    /** Its directories, v2 first: one on a v2 host, one for each hierarchy in use on others. */
    public List<Path> directories() {
        return dirs.all().stream().map(CgroupDir::path).toList();
    }

    /** The controllers that can be used in it. */
    public Set<Controller> controllers() throws LinuxException {
        return dirs.controllers();
    }

    /** Whether {@link #close()} removes it. */
    public boolean isOwned() {
        return hold == Hold.OWNED;
    }

    /** Sets the hard limit of memory in bytes; {@link CgroupLimits#UNLIMITED} takes it off. {@code memory.max}. */
    public void setMemoryMax(long bytes) throws LinuxException {
        if (bytes < 0) throw new IllegalArgumentException("a negative limit: " + bytes);
        if (legacyMemory != null) legacyMemory.setMax(bytes);
        else dirs.write(dirs.of(Controller.MEMORY), "memory.max", bytes);
    }

    /** Sets how many tasks there may be; {@link CgroupLimits#UNLIMITED} takes the limit off. {@code pids.max}. */
    public void setPidsMax(long tasks) throws LinuxException {
        if (tasks < 0) throw new IllegalArgumentException("a negative limit: " + tasks);
        dirs.write(dirs.of(Controller.PIDS), "pids.max", tasks);
    }

    /** Sets the quota of processor time: {@code quota} in each {@code period}. {@code cpu.max}. */
    public void setCpuMax(Duration quota, Duration period) throws LinuxException {
        setCpuMax(CpuMax.of(quota, period));
    }

    /** Sets or, with {@link CpuMax#UNLIMITED}, takes off the quota of processor time. */
    public void setCpuMax(CpuMax max) throws LinuxException {
        CgroupDir v1 = dirs.v1(Controller.CPU);
        if (v1 != null) V1Cpu.set(v1, max.periodMicros(), max.quotaMicros());
        else dirs.write(dirs.of(Controller.CPU), "cpu.max", LimitWrites.v2(max));
    }

    /** Sets the share of processor time among siblings, 1 to 10000, 100 by default. {@code cpu.weight}. */
    public void setCpuWeight(long weight) throws LinuxException {
        if (weight < 1 || weight > 10_000) throw new IllegalArgumentException("a weight is 1 to 10000, not " + weight);
        CgroupDir v1 = dirs.v1(Controller.CPU);
        if (v1 != null) dirs.write(v1, "cpu.shares", CpuShares.ofWeight(weight));
        else dirs.write(dirs.of(Controller.CPU), "cpu.weight", weight);
    }

    /**
     * Sets which devices the processes in it and below may open or make, in the place of what was set before; what no rule
     * allows is denied (see {@link DeviceRules}), so that an empty list denies all. To be called before a process is in it:
     * what is open already stays open.
     *
     * <p>Where the cgroup is in v1's {@code devices} hierarchy, it is written to {@code devices.deny} and {@code
     * devices.allow}, step by step. Otherwise the rules become an eBPF program that is attached to the v2 cgroup, and replaced
     * at once; bpf(2). A host that has that v1 hierarchy uses it for cgroups that are created with {@link
     * Controller#DEVICES}. Rules can only take away: those of the cgroups above hold as well.
     *
     * @throws LinuxException {@code EPERM} without CAP_SYS_ADMIN (on v2 also CAP_BPF with CAP_NET_ADMIN) in the initial user
     *     namespace, or on v1 for a device that the cgroup above denies; {@code EINVAL} on v1 for a cgroup that has children;
     *     {@code EOPNOTSUPP} on v1 for rules with exceptions to exceptions, which it cannot express; {@code ENOENT} where
     *     there is neither. On v1 what was allowed before may then be denied
     * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#device-controller">Device controller</a>
     */
    public synchronized void setDevices(List<DeviceRule> rules) throws LinuxException {
        CgroupDir v1 = dirs.v1(Controller.DEVICES);
        if (v1 != null) {
            V1Devices.set(v1, rules);
        } else if (dirs.unified() != null) {
            DeviceBpf.set(dirs.unified().dir(), DeviceCode.compile(rules));
        } else {
            dirs.of(Controller.DEVICES); // throws, saying why
        }
    }

    /** Sets every limit that {@code limits} has, and leaves the others. On an error what was changed is changed back. */
    public void apply(CgroupLimits limits) throws LinuxException {
        LimitPlan.of(dirs.host(), limits).apply(this);
    }

    /**
     * The limits that it has now, read back: on v1 with the meaning of v2, {@code cpu.shares} as they are. The inverse of {@link
     * #apply} but for what the kernel rounds (memory to pages), and on v1 for near io weights. Reads every file of a limit.
     */
    public CgroupLimits limits() throws LinuxException {
        return LimitReads.read(dirs);
    }

    /**
     * Has the kernel take back memory from it, now: what is cheap to have again, and what can be swapped out; {@code
     * memory.reclaim} (Linux 5.19).
     *
     * @return whether as much as {@code bytes} could be
     * @throws LinuxException {@code EOPNOTSUPP} on v1, {@code ENOENT} before Linux 5.19
     */
    public boolean reclaimMemory(long bytes) throws LinuxException {
        if (bytes <= 0) throw new IllegalArgumentException("not an amount of memory: " + bytes);
        CgroupDir dir = dirs.of(Controller.MEMORY);
        if (legacyMemory != null) {
            throw new LinuxException(
                    "reclaim memory of", dir.toString(), Errno.EOPNOTSUPP.number(), "v1 has nothing like it", null);
        }
        long r = dir.tryWrite("memory.reclaim", bytes);
        if (Result.is(r, Errno.EAGAIN)) return false;
        dir.checkWrite(r, "memory.reclaim", bytes);
        return true;
    }

    /**
     * Writes any control file: the raw escape. The directory is that of the controller before the first dot.
     *
     * @param file such as {@code memory.oom.group}, or of v1 {@code devices.allow}
     */
    public void write(String file, String value) throws LinuxException {
        dirs.write(dirs.ofFile(file), file, value);
    }

    /** Reads any control file; empty where the cgroup has none of this name. */
    public Optional<String> read(String file) throws LinuxException {
        return dirs.ofFile(file).read(file);
    }

    /**
     * Opens a control file once, to read or write it often.
     *
     * @param file as for {@link #write}: the kernel's own name on the version in use, see {@link #read}
     */
    public ControlFile controlFile(String file) throws LinuxException {
        CgroupDir dir = dirs.ofFile(file);
        if (!dir.has(file)) dirs.enable(dir, file);
        return ControlFile.open(dir, file);
    }

    /**
     * Moves a process with all its threads into this cgroup; {@code cgroup.procs}. Where a new process shall be in the
     * cgroup from its first instruction, and without the some 10 ms that this can take, use {@link #placement()}.
     *
     * @throws LinuxException {@code ESRCH} for no such process; {@code EBUSY} where v2 allows no processes here because its
     *     children have controllers. On v1 and hybrid hosts some hierarchies may have taken it by then.
     */
    public void add(long pid) throws LinuxException {
        if (pid <= 0) throw new IllegalArgumentException("not a pid: " + pid);
        for (CgroupDir dir : dirs.all()) dir.checkWrite(dir.tryWrite("cgroup.procs", pid), "cgroup.procs", pid);
    }

    /** The pids of the processes in it, without those of its children. */
    public List<Long> processes() throws LinuxException {
        return dirs.all().get(0).processes();
    }

    /** Its place in the hierarchy: children, type, the controllers of the children. */
    public CgroupTree tree() {
        return new CgroupTree(this);
    }

    /** Its processes and threads, to be listed and moved. */
    public CgroupTasks tasks() {
        return new CgroupTasks(this);
    }

    /**
     * The limits that hold for it in the end: those of its own and of all cgroups above that can be seen. A few reads for each
     * cgroup above.
     */
    public EffectiveLimits effectiveLimits() throws LinuxException {
        return EffectiveLimitsReader.read(dirs);
    }

    /** Puts the processes of a {@code Spawn} into this cgroup: {@code .with(cg.placement())}. */
    public Placement placement() {
        return new CgroupPlacement(dirs);
    }

    /**
     * Sends SIGKILL to every process in it and below, also to those that fork meanwhile, one by one through pidfds while they are
     * frozen, and waits up to a second until they are gone; for longer, {@link #awaitEmpty}. After that the cgroup can be used again.
     *
     * <p>Not by {@code cgroup.kill} (Linux 5.14), which {@link #destroy} uses: where another has written that, kernels that count kills
     * (Linux 6.14, and stable ones since) kill each process that a {@link #placement} starts in this cgroup. Processes that are outside of
     * our pid namespace or not ours to signal are killed by it all the same.
     *
     * @throws IllegalStateException for the home, self or root of a {@link CgroupHost}
     */
    public void kill() throws LinuxException {
        checkNotOfHost();
        CgroupKill.killAndKeep(dirs);
    }

    /** Waits until no process is left in it and below, and returns whether that came true within {@code atMost}. */
    public boolean awaitEmpty(Duration atMost) throws LinuxException {
        return CgroupKill.awaitEmpty(dirs, atMost);
    }

    /**
     * Stops every process in it and below, and waits until all stand still; {@code cgroup.freeze}, v1 {@code
     * freezer.state}.
     *
     * @throws LinuxException {@code ETIMEDOUT} when one does not within {@code atMost}; all are then thawed again
     */
    public void freeze(Duration atMost) throws LinuxException {
        CgroupKill.freeze(dirs, atMost);
    }

    /** Lets the processes run on after {@link #freeze}. */
    public void thaw() throws LinuxException {
        CgroupKill.thaw(dirs);
    }

    /** A snapshot of the memory. Without the controller everything in it is empty. */
    public MemoryStat memory() throws LinuxException {
        return CgroupStats.memory(dirs);
    }

    /** A snapshot of the number of tasks. Without the controller everything in it is empty. */
    public PidsStat pids() throws LinuxException {
        return CgroupStats.pids(dirs);
    }

    /** A snapshot of the processor time. */
    public CpuStat cpu() throws LinuxException {
        return CgroupStats.cpu(dirs);
    }

    /** All other statistics, each read when it is asked for. */
    public CgroupStatistics stats() {
        return new CgroupStatistics(dirs);
    }

    /** Keeps the files of {@code metrics} open, to read them again and again without garbage; to be closed. */
    public CgroupSampler sampler(Set<Metric> metrics) throws LinuxException {
        return CgroupSampler.open(dirs, metrics);
    }

    /** What happens to it, as it happens: OOM kills, limits that are met, pressure, its end. */
    public CgroupWatch watch() {
        return new CgroupWatch(this);
    }

    /** Reports pressure: {@code cg.watch().onPressure(trigger, callback)}. */
    public Subscription onPressure(PressureTrigger trigger, Consumer<? super Pressure> callback) throws LinuxException {
        return watch().onPressure(trigger, callback);
    }

    /**
     * Delegates it to a user, who may then make cgroups and move processes below it, but not change its own limits; chown(2) of
     * the directory and of the files of {@link Delegation#files()}, on v1 of {@code cgroup.procs} and {@code tasks}. All or
     * nothing. What is below it already stays whose it is.
     *
     * @throws LinuxException {@code EPERM} for who may not give files away
     */
    public void delegateTo(int uid, int gid) throws LinuxException {
        if (uid < 0 || gid < 0) throw new IllegalArgumentException("not an id: " + uid + ", " + gid);
        Delegating.delegate(dirs, uid, gid);
    }

    /** Gives the cgroup away: {@link #close()} now only lets go of it. */
    public void detach() {
        if (hold == Hold.OWNED) hold = Hold.BORROWED;
    }

    /**
     * Kills what is in it, waits until it is empty and removes it with all cgroups below, whoever owns it; then closes. Of a
     * cgroup that is gone already nothing is left to do.
     *
     * @throws LinuxException {@code EBUSY}, naming the processes, when it is not empty after 10 seconds (a process in
     *     uninterruptible sleep); it stays open, and this may be called again
     * @throws IllegalStateException for the home, self or root of a {@link CgroupHost}
     */
    public void destroy() throws LinuxException {
        checkNotOfHost();
        CgroupRemoval.remove(dirs);
        hold = Hold.BORROWED;
        close();
    }

    /** Lets go of the cgroup; the owner {@linkplain #destroy() destroys} it, with its errors. */
    @Override
    public void close() throws LinuxException {
        switch (hold) {
            case OWNED -> destroy();
            case BORROWED -> dirs.close();
            case OF_HOST -> {} // others make their cgroups in it
        }
    }

    private void checkNotOfHost() {
        if (hold == Hold.OF_HOST) throw new IllegalStateException("not of a cgroup that the host gave: " + this);
    }

    Directories dirs() {
        return dirs;
    }

    @Nullable
    V1Memory legacyMemory() {
        return legacyMemory;
    }

    @Override
    public String toString() {
        return "cgroup " + dirs.all().get(0);
    }
}
