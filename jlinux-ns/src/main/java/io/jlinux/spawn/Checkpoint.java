package io.jlinux.spawn;

import java.io.IOException;

/**
 * What this JVM does while a child waits for it at a point of its way: {@link Spawn#onChild}, {@link Spawn#beforeRoot}; or goes on:
 * {@link Spawn#meanwhile}. What it throws is thrown by {@link Spawn#start()}; the child has ended then, and nothing of it is left.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pivot_root.2.html">pivot_root(2), the point of beforeRoot</a>
 */
@FunctionalInterface
public interface Checkpoint {
    /**
     * The child has come here.
     *
     * @param pid its pid, as this JVM's pid namespace sees it; it cannot become another's before this returns
     */
    void reached(long pid) throws IOException;
}
