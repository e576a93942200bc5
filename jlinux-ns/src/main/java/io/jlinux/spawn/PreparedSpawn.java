package io.jlinux.spawn;

import io.jlinux.ns.NamespaceHandle;
import io.jlinux.spawn.tape.Naming;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A start that is done again and again, made by {@link Spawn#prepare()}: it is checked and compiled once, and that is used as long as it
 * would come out again. Each start looks at the files of the host that it depends on, and is compiled anew when one of them has changed.
 *
 * <pre>{@code
 * PreparedSpawn job = Spawn.command("/usr/bin/job").unshare(Namespace.PID, Namespace.MOUNT).prepare();
 * for (Path input : inputs) job.start().waitFor();
 * }</pre>
 *
 * <p>Those that wait on their way or have a terminal, an overlay, descriptors passed on, an init or a scheduler of their own are compiled
 * each time. Immutable and thread-safe; it holds nothing of the kernel's: the handles of namespaces that it joins stay the caller's, who
 * keeps them open.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/execve.2.html">execve(2)</a>
 */
public final class PreparedSpawn {
    private final SpawnSpec spec;
    private final @Nullable String placeholder;
    private final PlanCache plans;

    PreparedSpawn(SpawnSpec spec, @Nullable String placeholder) {
        this(spec, placeholder, new PlanCache(spec));
    }

    private PreparedSpawn(SpawnSpec spec, @Nullable String placeholder, PlanCache plans) {
        this.spec = spec;
        this.placeholder = placeholder;
        this.plans = plans;
    }

    /**
     * The same start of another command: what is compiled for the one serves the other. A file that was given to {@link Spawn#program} stays.
     *
     * <pre>{@code
     * for (List<String> action : actions) sandbox.command(action).start().waitFor();
     * }</pre>
     *
     * @throws IllegalArgumentException for an empty command, or one with NUL or the placeholder of names in it
     */
    public PreparedSpawn command(List<String> argv) {
        List<String> command = Spawn.checkCommand(argv);
        if (placeholder != null && command.stream().anyMatch(arg -> arg.contains(placeholder)))
            throw new IllegalArgumentException("a command with the placeholder in it: " + command);
        return new PreparedSpawn(spec.withCommand(command), placeholder, plans);
    }

    /** As above. */
    public PreparedSpawn command(String... argv) {
        return command(Arrays.asList(argv));
    }

    /** Makes one step of the next starts fail, also of a plan that is kept. For tests of what a failure leaves behind. */
    PreparedSpawn breakStep(int step) {
        spec.broken = step;
        return this;
    }

    /** What the next start would play, if it is compiled already. For tests. */
    PlanCache.@Nullable Kept kept() {
        return plans.find(null);
    }

    boolean isKept() {
        return kept() != null;
    }

    /** As above, of a start of that name. */
    boolean isKept(String name) {
        return plans.find(naming(name)) != null;
    }

    private Naming naming(String name) {
        if (placeholder == null) throw new IllegalStateException("prepared without a placeholder for names");
        Spawn.checkString(name, "a name");
        if (name.contains(placeholder))
            throw new IllegalArgumentException("a name with its placeholder in it: " + name);
        return new Naming(placeholder, name);
    }

    /**
     * As {@link Spawn#start()}.
     *
     * @throws IllegalStateException when it was prepared for starts with names
     * @throws SpawnException as there
     * @throws IOException as there
     */
    public LinuxProcess start() throws IOException {
        return start(null);
    }

    /**
     * As above, in a cgroup of this start: {@link Spawn#with}.
     *
     * @param placement null: as it was prepared
     */
    public LinuxProcess start(@Nullable Placement placement) throws IOException {
        return Start.start(nameless(placement), plans);
    }

    /**
     * As above, in other namespaces than those whose handles were given to {@link Spawn#join}, which may be closed by now.
     *
     * @param joined of the same kinds in the same order; they stay the caller's
     * @throws IllegalArgumentException when they are of other kinds
     */
    public LinuxProcess start(@Nullable Placement placement, List<NamespaceHandle> joined) throws IOException {
        return Start.start(nameless(placement).withJoined(joined), plans);
    }

    private SpawnSpec nameless(@Nullable Placement placement) {
        if (placeholder != null) throw new IllegalStateException("each start of this one has a name");
        return placed(placement);
    }

    private SpawnSpec placed(@Nullable Placement placement) {
        return placement == null ? spec : spec.withPlacement(placement);
    }

    /**
     * As above, of one that was prepared with a placeholder, for which this name stands.
     *
     * @throws IllegalArgumentException for a name with NUL or the placeholder in it, and when the placeholder is anywhere but in the
     *     sources of binds and in the keyring's name
     * @throws IllegalStateException when it was prepared without one
     */
    public LinuxProcess start(@Nullable Placement placement, String name) throws IOException {
        return Start.start(placed(placement).withName(naming(name)), plans);
    }

    /**
     * As above, with work of this start that is done beside it: {@link Spawn#meanwhile}.
     *
     * @throws IOException also what the work threw
     */
    public LinuxProcess start(@Nullable Placement placement, String name, Checkpoint meanwhile) throws IOException {
        return Start.start(placed(placement).withName(naming(name)).withMeanwhile(meanwhile), plans);
    }
}
