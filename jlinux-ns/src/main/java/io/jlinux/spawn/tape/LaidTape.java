package io.jlinux.spawn.tape;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.NativeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A tape that is played more than once, with the numbers that its descriptors had when it was compiled: it fits starts in which they have
 * these again. For an image it is laid out once, and then only written. Immutable and thread-safe.
 */
public final class LaidTape {
    private final Tape tape;
    private final @Nullable NativeBuffer content;
    private final int size;

    private LaidTape(Tape tape, @Nullable NativeBuffer content, int size) {
        this.tape = tape;
        this.content = content;
        this.size = size;
    }

    /**
     * Lays it out.
     *
     * @param image whether it is played in an image: any other is laid out where it is played
     */
    public static LaidTape of(Tape tape, boolean image) {
        Tape fixed = tape.withNumbers();
        if (!image) return new LaidTape(fixed, null, 0);
        try (TapeMemory m = TapeMemory.borrow(TapeLayout.size(fixed))) {
            int size = TapeLayout.write(fixed, m.buffer(), StubImage.TAPE_BASE);
            ListenerSlot.writePatience(m.buffer());
            NativeBuffer content = NativeBuffer.allocate(size);
            content.put(0, m.buffer().get(0, size));
            return new LaidTape(fixed, content, size);
        }
    }

    public Tape tape() {
        return tape;
    }

    void write(Fd memory) throws LinuxException {
        NativeBuffer laid = content;
        if (laid == null) throw new IllegalStateException("not laid out for an image");
        ImageLauncher.writeAll(memory, laid, size);
    }
}
