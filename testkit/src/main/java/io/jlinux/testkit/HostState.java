package io.jlinux.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a test could leave behind, at one moment: open descriptors of this JVM, its children (zombies too), mounts,
 * cgroups with "jlinux" in their path, links of the calling thread's network namespace, and that thread's namespaces.
 *
 * <p>{@code HostState before = HostState.capture(); …; before.assertNothingLeftBehind();}
 */
public final class HostState {
    /** Teardown of namespaces is asynchronous in the kernel; an emulated machine takes its time. */
    private static final Duration PATIENCE = Duration.ofSeconds(Boolean.getBoolean("jlinux.vm") ? 20 : 4);

    /** Each list under the name of its kind; only additions count as leaks. */
    private final Map<String, List<String>> process = new TreeMap<>();

    private final Map<String, List<String>> machine = new TreeMap<>();

    private HostState() {}

    /** The names of this JVM's child processes, zombies among them: cheaper than a whole look. */
    public static List<String> children() {
        return HostProbes.children();
    }

    /** Looks at the machine. */
    public static HostState capture() {
        HostState state = new HostState();
        state.process.put("descriptor", HostProbes.descriptors());
        state.process.put("child process", HostProbes.children());
        state.process.put("namespace of the test thread", HostProbes.namespaces());
        state.machine.put("mount", HostProbes.mounts());
        state.machine.put("cgroup", HostProbes.cgroups());
        state.machine.put("network link", HostProbes.links());
        return state;
    }

    /**
     * Waits a bounded time for the state to be as it was.
     *
     * @throws AssertionError naming everything that is new
     */
    public void assertNothingLeftBehind() {
        assertNothingLeftBehind(PATIENCE);
    }

    void assertNothingLeftBehind(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<String> left = leftBehind();
        for (long pause = 1; !left.isEmpty() && System.nanoTime() < deadline; pause = Math.min(100, pause * 2)) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            left = leftBehind();
        }
        if (!left.isEmpty()) throw new AssertionError("left behind: " + String.join("; ", left));
    }

    /** What is there now and was not there then, without waiting. */
    public List<String> leftBehind() {
        HostState now = capture();
        List<String> left = new ArrayList<>();
        process.forEach((kind, before) -> additions(kind, before, now.process, left));
        List<String> shared = new ArrayList<>();
        machine.forEach((kind, before) -> additions(kind, before, now.machine, shared));
        // Mounts, cgroups and links may be those of another test run on the same machine.
        if (!shared.isEmpty() && !HostProbes.othersTestHere()) left.addAll(shared);
        return left;
    }

    private static void additions(
            String kind, List<String> before, Map<String, List<String>> after, List<String> into) {
        List<String> added = new ArrayList<>(after.getOrDefault(kind, List.of()));
        before.forEach(added::remove);
        added.forEach(item -> into.add(kind + " " + item));
    }
}
