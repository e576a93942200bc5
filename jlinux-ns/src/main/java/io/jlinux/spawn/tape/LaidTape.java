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
    private final byte @Nullable [] content;
    private final @Nullable NamedTexts named;

    /** The entries in which the tape differs from what was laid out. */
    private final Map<Integer, Step> changed;

    private LaidTape(Tape tape, byte @Nullable [] content, @Nullable NamedTexts named, Map<Integer, Step> changed) {
        this.tape = tape;
        this.content = content;
        this.named = named;
        this.changed = changed;
    }

    /**
     * Lays it out.
     *
     * @param image whether it is played in an image: any other is laid out where it is played
     * @param placeholder what stands for the name of a start in its texts, or null
     * @throws IllegalArgumentException when the placeholder is where no name may be
     */
    public static LaidTape of(Tape tape, boolean image, @Nullable String placeholder) {
        if (placeholder != null) Naming.check(tape, placeholder);
        Tape fixed = tape.withNumbers();
        if (!image) return new LaidTape(fixed, null, null, Map.of());
        NamedTexts named = placeholder == null ? null : new NamedTexts(placeholder);
        try (TapeMemory m = TapeMemory.borrow(TapeLayout.size(fixed, named))) {
            int size = TapeLayout.write(fixed, m.buffer(), StubImage.TAPE_BASE, named);
            ListenerSlot.writePatience(m.buffer());
            return new LaidTape(fixed, m.buffer().get(0, size), named, Map.of());
        }
    }

    /** Its entries, with placeholders in the place of names. */
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
        return new LaidTape(tape.with(others), content, named, all);
    }

    void write(Fd memory, @Nullable Naming naming) throws LinuxException {
        byte[] laid = content;
        if (laid == null) throw new IllegalStateException("not laid out for an image");
        try (TapeMemory m = TapeMemory.borrow(laid.length)) {
            NativeBuffer copy = m.buffer();
            copy.put(0, laid);
            if (named != null && naming != null) named.write(copy, naming);
            changed.forEach((index, step) -> TapeLayout.rewrite(copy, index, step));
            ImageLauncher.writeAll(memory, copy, laid.length);
        }
    }
}
