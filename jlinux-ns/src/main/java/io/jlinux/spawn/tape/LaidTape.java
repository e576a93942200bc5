package io.jlinux.spawn.tape;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Syscall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tape that is played more than once. For an image it is laid out once, and then only written. The numbers of descriptors that each start
 * opens, and the name that it has, are put in by each. Immutable and thread-safe.
 */
public final class LaidTape {
    private final Tape tape;
    private final byte @Nullable [] content;
    private final @Nullable NamedTexts named;
    private final List<Place> places;

    /** The entries in which the tape differs from what was laid out. */
    private final Map<Integer, Step> changed;

    /** Its last entries where the program or its arguments are others than what was laid out, or none. */
    private final List<Step> execs;

    /**
     * Where the number of a descriptor is that each start opens.
     *
     * @param fd its place among the descriptors of a start
     * @param number what it was when the tape was laid out
     * @param offset what is added to it
     */
    private record Place(int entry, int argument, int fd, int number, int offset) {}

    private LaidTape(
            Tape tape,
            byte @Nullable [] content,
            @Nullable NamedTexts named,
            List<Place> places,
            Map<Integer, Step> changed,
            List<Step> execs) {
        this.tape = tape;
        this.content = content;
        this.named = named;
        this.places = places;
        this.changed = changed;
        this.execs = execs;
    }

    /**
     * Lays it out.
     *
     * @param image whether it is played in an image: any other is laid out where it is played
     * @param placeholder what stands for the name of a start in its texts, or null
     * @param fds the descriptors that each start opens anew; null for one that this tape does not need
     * @throws IllegalArgumentException when the placeholder is where no name may be
     */
    public static LaidTape of(Tape tape, boolean image, @Nullable String placeholder, List<@Nullable Fd> fds) {
        if (placeholder != null) Naming.check(tape, placeholder);
        List<Place> places = places(tape, fds);
        Tape fixed = tape.withNumbers();
        if (!image) return new LaidTape(fixed, null, null, places, Map.of(), List.of());
        NamedTexts named = placeholder == null ? null : new NamedTexts(placeholder);
        try (TapeMemory m = TapeMemory.borrow(TapeLayout.size(fixed, named))) {
            int size = TapeLayout.write(fixed, m.buffer(), StubImage.TAPE_BASE, named);
            ListenerSlot.writePatience(m.buffer());
            return new LaidTape(fixed, m.buffer().get(0, size), named, places, Map.of(), List.of());
        }
    }

    private static List<Place> places(Tape tape, List<@Nullable Fd> fds) {
        List<Place> places = new ArrayList<>();
        for (int entry = 0; entry < tape.steps().size(); entry++) {
            List<Arg> args = tape.steps().get(entry).args;
            for (int i = 0; i < args.size(); i++) {
                if (!(args.get(i) instanceof Arg.Descriptor d)) continue;
                int fd = fds.indexOf(d.fd());
                if (fd >= 0) places.add(new Place(entry, i, fd, d.fd().number(), d.offset()));
            }
        }
        return places;
    }

    /** Its entries, with placeholders in the place of names. */
    public Tape tape() {
        return tape;
    }

    /**
     * The same tape for one more start.
     *
     * @param fds those that it has opened, in the order in which they were given when the tape was laid out
     * @param joined those of namespaces, in the order of the entries that join them
     * @param targets what messages call these
     */
    public LaidTape withDescriptors(List<@Nullable Fd> fds, List<Fd> joined, List<String> targets) {
        Map<Integer, Step> others = new HashMap<>();
        for (Place p : places) {
            Fd fd = fds.get(p.fd);
            if (fd == null || fd.number() == p.number) continue;
            Step step = others.getOrDefault(p.entry, tape.steps().get(p.entry));
            others.put(p.entry, step.withArgument(p.argument, Arg.fd(fd, p.offset)));
        }
        int next = 0;
        for (int i = 0; next < joined.size(); i++) {
            Step step = tape.steps().get(i);
            if (step.nr != Syscall.SETNS.nr) continue;
            others.put(i, step.withArgument(0, Arg.fd(joined.get(next))).withTarget(targets.get(next)));
            next++;
        }
        return others.isEmpty() ? this : with(others);
    }

    /** The same tape for another program or other arguments: with these as its last entries. */
    public LaidTape withExecs(List<Step> others) {
        int first = tape.steps().size() - others.size();
        Map<Integer, Step> last = new HashMap<>();
        for (int i = 0; i < others.size(); i++) last.put(first + i, others.get(i));
        return new LaidTape(tape.with(last), content, named, places, changed, others);
    }

    /** The same tape with the entry {@code index} made to fail, for tests, unless it is out of range. */
    public LaidTape withBroken(int index) {
        if (index < 0 || index >= tape.steps().size()) return this;
        return with(Map.of(index, tape.steps().get(index).broken()));
    }

    private LaidTape with(Map<Integer, Step> others) {
        Map<Integer, Step> all = new HashMap<>(changed);
        all.putAll(others);
        return new LaidTape(tape.with(others), content, named, places, all, execs);
    }

    void write(Fd memory, @Nullable Naming naming) throws LinuxException {
        byte[] laid = content;
        if (laid == null) throw new IllegalStateException("not laid out for an image");
        try (TapeMemory m = TapeMemory.borrow(TapeLayout.sizeWith(laid.length, execs))) {
            NativeBuffer copy = m.buffer();
            copy.put(0, laid);
            if (named != null && naming != null) named.write(copy, naming);
            int first = tape.steps().size() - execs.size();
            int end = TapeLayout.rewriteExecs(copy, StubImage.TAPE_BASE, first, execs, laid.length);
            changed.forEach((index, step) -> TapeLayout.rewrite(copy, index, step));
            ImageLauncher.writeAll(memory, copy, end);
        }
    }
}
