package io.jlinux.oci;

import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What this JVM does for one operation on a container, step by step; a test can make one step fail. Not thread-safe. */
final class LifeSteps {
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    @FunctionalInterface
    interface Making<T> {
        T run() throws IOException;
    }

    private final String id;
    private final int broken;
    private final @Nullable Consumer<Spawn> child;
    private @Nullable Consumer<String> seen;
    private int count;

    /**
     * The steps of one operation.
     *
     * @param broken the step that is to fail, or -1
     */
    LifeSteps(String id, int broken) {
        this(id, broken, null);
    }

    /**
     * As above.
     *
     * @param child is shown what becomes the container's process, of which a test may break a step; null: nobody
     */
    LifeSteps(String id, int broken, @Nullable Consumer<Spawn> child) {
        this.id = id;
        this.broken = broken;
        this.child = child;
    }

    /** Each step is told before it begins. */
    LifeSteps tell(@Nullable Consumer<String> to) {
        seen = to;
        return this;
    }

    /** The container's process is about to be started. */
    void show(Spawn spawn) {
        if (child != null) child.accept(spawn);
    }

    /** Whether somebody wants to see it. */
    boolean isShown() {
        return child != null;
    }

    void step(String name, Step step) throws IOException {
        begin(name);
        step.run();
    }

    <T> T make(String name, Making<T> making) throws IOException {
        begin(name);
        return making.run();
    }

    private void begin(String name) throws LinuxException {
        if (seen != null) seen.accept(name);
        if (count++ == broken) throw new LinuxException(name, id, Errno.EIO.number());
    }

    /** How many steps there have been. */
    int count() {
        return count;
    }
}
