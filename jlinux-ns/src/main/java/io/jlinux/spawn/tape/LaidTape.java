package io.jlinux.spawn.tape;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Syscall;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tape that is played more than once, with the numbers that its descriptors had when it was compiled: it fits starts in which they have
 * these again, but for those that are put in anew. For an image it is laid out once, and then only written. Immutable and thread-safe.
 */
public final class LaidTape {
    private final Tape tape;
    private final @Nullable NativeBuffer content;
    private final int size;

    /** The entries in which the tape differs from what was laid out. */
    private final Map<Integer, Step> changed;

    private LaidTape(Tape tape, @Nullable NativeBuffer content, int size, Map<Integer, Step> changed) {
        this.tape = tape;
        this.content = content;
        this.size = size;
        this.changed = changed;
    }

    /**
     * Lays it out.
     *
     * @param image whether it is played in an image: any other is laid out where it is played
     */
    public static LaidTape of(Tape tape, boolean image) {
        Tape fixed = tape.withNumbers();
        if (!image) return new LaidTape(fixed, null, 0, Map.of());
        try (TapeMemory m = TapeMemory.borrow(TapeLayout.size(fixed))) {
            int size = TapeLayout.write(fixed, m.buffer(), StubImage.TAPE_BASE);
            ListenerSlot.writePatience(m.buffer());
            NativeBuffer content = NativeBuffer.allocate(size);
            content.put(0, m.buffer().get(0, size));
            return new LaidTape(fixed, content, size, Map.of());
        }
    }

    public Tape tape() {
        return tape;
    }

    /**
     * The same tape for other descriptors: the entries that make {@code call} get them, in their order, as first argument.
     *
     * @param targets what messages call them
     */
    public LaidTape withDescriptors(Syscall call, List<Fd> fds, List<String> targets) {
        if (fds.isEmpty()) return this;
        Map<Integer, Step> others = new HashMap<>();
        for (int i = 0; i < tape.steps().size() && others.size() < fds.size(); i++) {
            Step step = tape.steps().get(i);
            int next = others.size();
            if (step.nr == call.nr) others.put(i, step.withDescriptor(fds.get(next), targets.get(next)));
        }
        return with(others);
    }

    /** The same tape with the entry {@code index} made to fail, for tests, unless it is out of range. */
    public LaidTape withBroken(int index) {
        if (index < 0 || index >= tape.steps().size()) return this;
        return with(Map.of(index, tape.steps().get(index).broken()));
    }

    private LaidTape with(Map<Integer, Step> others) {
        Map<Integer, Step> all = new HashMap<>(changed);
        all.putAll(others);
        return new LaidTape(tape.with(others), content, size, all);
    }

    void write(Fd memory) throws LinuxException {
        NativeBuffer laid = content;
        if (laid == null) throw new IllegalStateException("not laid out for an image");
        if (changed.isEmpty()) {
            ImageLauncher.writeAll(memory, laid, size);
            return;
        }
        try (TapeMemory m = TapeMemory.borrow(size)) {
            NativeBuffer copy = m.buffer();
            copy.view().put(0, laid.view(), 0, size);
            changed.forEach((index, step) -> TapeLayout.rewrite(copy, index, step));
            ImageLauncher.writeAll(memory, copy, size);
        }
    }
}
