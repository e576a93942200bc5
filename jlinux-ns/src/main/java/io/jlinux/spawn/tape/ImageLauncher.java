package io.jlinux.spawn.tape;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Result;
import io.jlinux.sys.Signal;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays a tape in a child with memory of its own: a few pages, and nothing of the JVM in them.
 *
 * <pre>
 *   Java thread                          child
 *   ───────────                          ─────
 *   tape into a memfd
 *   Launcher.play(prelude) ────────────► prelude: keep these descriptors, execveat(stub image)
 *   parent's work (id maps)              image: maps the memfd, plays the tape
 *   a byte into the gate ──────────────► read(gate)
 *   read(alive): sleeps                  …
 *   end of file ◄─────────────────────── execve closes "alive"        or: errno and entry into the memfd, exit
 *   read the memfd's header
 * </pre>
 */
public final class ImageLauncher {
    /** What only the parent can do for the child, while the child waits at the gate. */
    @FunctionalInterface
    public interface ParentWork {
        /** Nothing: the child finds the gate open. */
        ParentWork NONE = (pid, last) -> {};

        /** Does it for the process {@code pid}; {@code last} when that does not fork into another one later. */
        void run(long pid, boolean last) throws IOException;
    }

    /**
     * What is played.
     *
     * @param prelude what is done before the image begins; the entries that exec it are added here
     * @param tape what the image plays
     * @param laid the tape as it is laid out already, where it is played more than once
     * @param broken the entry of both together that is to fail, for tests, or -1
     * @param forked the slot of a {@link TapeBuilder#fork} in the tape, or null
     * @param listener what is taken from the child before its program begins, or null
     * @param held the entry of the tape at which the child closes "alive" and waits to be started, or -1
     * @param naming the name that this start has in the texts of its tape, or null
     * @param reader sees what its entries have stored, when the program has begun or waits; null: nobody
     */
    public record Script(
            TapeBuilder prelude,
            TapeBuilder tape,
            @Nullable LaidTape laid,
            int broken,
            @Nullable Slot forked,
            @Nullable ListenerSlot listener,
            int held,
            @Nullable Naming naming,
            Results.@Nullable Reader reader) {}

    /** The descriptors between the two; the tape is built with the child's ends. */
    public static final class Channels implements AutoCloseable {
        private final Fd gateRead;
        private final Fd gateWrite;
        private final Fd aliveRead;
        private final Fd aliveWrite;

        private final Fd memory;

        private Channels(Fd[] gate, Fd[] alive, Fd memory) {
            this.gateRead = gate[0];
            this.gateWrite = gate[1];
            this.aliveRead = alive[0];
            this.aliveWrite = alive[1];
            this.memory = memory;
        }

        /** Opens them; what the child keeps until execve is at a number of at least {@code above}. */
        public static Channels open(int above) throws LinuxException {
            List<Fd> opened = new ArrayList<>();
            try {
                Fd[] gate = pipe("gate");
                opened.addAll(List.of(gate));
                Fd[] alive = pipe("alive");
                opened.addAll(List.of(alive));
                if (alive[1].number() < above) {
                    alive[1] = duplicate(alive[1], above);
                    opened.add(alive[1]);
                    opened.remove(3).close();
                }
                return new Channels(gate, alive, StubImage.memfd("jlinux-tape", Fcntl.MFD_CLOEXEC, false));
            } catch (LinuxException e) {
                opened.forEach(Fd::close);
                throw e;
            }
        }

        /** Where the child waits for a byte. */
        public Fd gate() {
            return gateRead;
        }

        /** What the child keeps open until execve. */
        public Fd alive() {
            return aliveWrite;
        }

        @Override
        public void close() {
            gateRead.close();
            gateWrite.close();
            aliveRead.close();
            aliveWrite.close();
            memory.close();
        }
    }

    @FunctionalInterface
    private interface Pid {
        long get() throws LinuxException;
    }

    private ImageLauncher() {}

    private static Fd duplicate(Fd fd, int above) throws LinuxException {
        long copy = RawSyscall.call(Syscall.FCNTL, fd.number(), Fcntl.F_DUPFD_CLOEXEC, above);
        return Fd.adopt((int) Result.check(copy, "duplicate", fd.label()), fd.label());
    }

    static Fd[] pipe(String label) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            Result.check(RawSyscall.call(Syscall.PIPE2, s.address(), Fcntl.O_CLOEXEC), "pipe2", label);
            return new Fd[] {
                Fd.adopt(s.buffer().getInt(0), label + " (read)"),
                Fd.adopt(s.buffer().getInt(4), label + " (write)")
            };
        }
    }

    /**
     * Makes the child and returns when its program has begun, or when it waits to be started.
     *
     * @param keep the descriptors that the tape uses
     * @param birth where the child is made; the rest happens on the calling thread
     * @param atGate what is done before the image plays anything
     * @param meanwhile what is done as soon as the pid is known, without the child waiting; not called where that is only at the end
     * @param syncs what is done when the child says that it has come to the next stop
     * @throws TapeFailure when the child ended before; it has been reaped
     * @throws IOException what {@code atGate} threw, or a refused clone; there is no child then
     */
    public static Child play(
            Script script,
            CloneRequest request,
            Channels channels,
            List<Fd> keep,
            Birth birth,
            ParentWork atGate,
            LongConsumer meanwhile,
            List<ParentWork> syncs)
            throws TapeFailure, IOException {
        TapeBuilder prelude = script.prelude();
        Fd memory = channels.memory;
        addImage(prelude, keep, channels, memory);
        int broken = script.broken() - prelude.size();
        LaidTape kept = script.laid();
        LaidTape laid = kept == null ? null : kept.withBroken(broken);
        Tape played = laid == null ? script.tape().build(broken, script.naming()) : laid.tape();
        if (laid == null) writeTape(played, memory);
        else laid.write(memory, script.naming());
        // who needs not wait for us must not: our wake-up would be a part of its way
        if (atGate == ParentWork.NONE) open(channels.gateWrite);
        Child child = birth.of(() -> born(script, request, channels, atGate));
        if (script.forked() == null) meanwhile.accept(child.pid());
        Exception refused = null;
        for (ParentWork sync : syncs) {
            if (!awaitByte(channels.aliveRead)) break;
            refused = refusal(sync, () -> forkedPid(played, memory, script.forked(), child.pid()), channels);
            if (refused != null) break;
        }
        ListenerSlot listener = refused == null ? script.listener() : null;
        Fd taken = null;
        try {
            if (listener != null) {
                taken = listener.take(played, memory, channels.aliveRead, script.forked(), child.pid());
            }
            while (awaitByte(channels.aliveRead)) {
                // until the end of file
            }
            Child begun = begun(played, memory, script, child);
            if (script.reader() != null) read(played, memory, script.reader());
            return new Child(begun.pid(), begun.pidFd(), taken);
        } catch (TapeFailure e) {
            if (taken != null) taken.close();
            throw e.with(words(played, memory)).because(refused).countedFrom(prelude.size());
        } catch (LinuxException e) {
            if (taken != null) taken.close();
            end(child, played, memory, script.forked());
            // what it has made by now is to be taken back
            if (script.reader() != null) read(played, memory, script.reader());
            throw e;
        }
    }

    /** The child, behind the gate. */
    private static Child born(Script script, CloneRequest request, Channels channels, ParentWork atGate)
            throws TapeFailure, IOException {
        Child child = Launcher.play(script.prelude().build(script.broken()), request);
        channels.aliveWrite.close();
        channels.gateRead.close();
        if (atGate == ParentWork.NONE) return child;
        try {
            atGate.run(child.pid(), script.forked() == null);
            open(channels.gateWrite);
            return child;
        } catch (IOException | RuntimeException e) {
            channels.gateWrite.close();
            WaitId.block(child.pidFd());
            child.pidFd().close();
            throw e;
        }
    }

    /** Lets the child go on, or returns why not: it finds the gate closed then, and ends. */
    private static @Nullable Exception refusal(ParentWork sync, Pid pid, Channels channels) {
        try {
            sync.run(pid.get(), true);
            open(channels.gateWrite);
            return null;
        } catch (IOException | RuntimeException e) {
            channels.gateWrite.close();
            return e;
        }
    }

    /** The pid of the second child where there is one. */
    private static long forkedPid(Tape tape, Fd memory, @Nullable Slot forked, long first) throws LinuxException {
        if (forked == null) return first;
        try (Scratch s = Scratch.borrow()) {
            long n = RawSyscall.call(
                    Syscall.PREAD64, memory.number(), s.address(), 8, TapeLayout.slotOffset(tape, forked));
            Result.check(n, "read", memory.label());
            return s.buffer().getLong(0);
        }
    }

    /** Ends a child whose parent cannot go on. */
    private static void end(Child child, Tape tape, Fd memory, @Nullable Slot forked) {
        RawSyscall.call(Syscall.PIDFD_SEND_SIGNAL, child.pidFd().fd().number(), Signal.KILL.number(), 0, 0);
        WaitId.block(child.pidFd());
        child.pidFd().close();
        if (forked == null) return;
        NativeBuffer b = NativeBuffer.allocate(8).putLong(0, 0);
        RawSyscall.call(Syscall.PREAD64, memory.number(), b.address(), 8, TapeLayout.slotOffset(tape, forked));
        b.keepAlive();
        long pid = b.getLong(0);
        if (pid <= 0) return;
        RawSyscall.call(Syscall.KILL, pid, Signal.KILL.number());
        RawSyscall.call(Syscall.WAIT4, pid, 0, 0, 0);
    }

    private static void read(Tape tape, Fd memory, Results.Reader reader) {
        if (tape.words() == 0) return;
        int from = TapeLayout.slotsOffset(tape);
        int size = 8 * tape.words();
        try (TapeMemory m = TapeMemory.borrow(size)) {
            NativeBuffer slots = m.buffer();
            long n = RawSyscall.call(Syscall.PREAD64, memory.number(), slots.address(), size, from);
            if (n != size) return;
            reader.read((slot, i) -> slots.getLong(TapeLayout.slotOffset(tape, slot) - from + 8 * i));
        }
    }

    private static long[] words(Tape tape, Fd memory) {
        int size = TapeLayout.ENTRIES + TapeLayout.ENTRY_SIZE * tape.steps().size() + 8 * tape.words();
        NativeBuffer all = NativeBuffer.allocate(size);
        long n = RawSyscall.call(Syscall.PREAD64, memory.number(), all.address(), size, 0);
        all.keepAlive();
        return n == size ? TapeLayout.words(tape, all) : new long[0];
    }

    /** Adds to the prelude what keeps the descriptors open, and what execs the image; null memory is for printing. */
    public static void addImage(TapeBuilder prelude, List<Fd> keep, @Nullable Channels channels, @Nullable Fd memory) {
        List<Fd> kept = new ArrayList<>(keep);
        if (channels != null) kept.addAll(List.of(channels.gateRead, channels.aliveWrite));
        if (memory != null) kept.add(memory);
        for (Fd fd : kept) {
            prelude.call("keep", fd.label(), Syscall.FCNTL, Arg.fd(fd), setFd(), Arg.num(0));
        }
        if (memory == null)
            prelude.call("keep", "jlinux-tape", Syscall.FCNTL, Arg.flags(-1, "<tape>"), setFd(), Arg.num(0));
        addExec(prelude, memory == null ? "<tape>" : Integer.toString(memory.number()));
    }

    /** Adds to the prelude what closes all descriptors that the image does not need. */
    public static void closeOthers(TapeBuilder prelude, List<Fd> keep, Channels channels, boolean closeRange) {
        List<Fd> kept = new ArrayList<>(keep);
        kept.addAll(List.of(
                channels.gateRead,
                channels.aliveWrite,
                channels.memory,
                StubImage.get().file()));
        CloseOthers.add(prelude, kept, List.of(), closeRange);
    }

    private static Arg setFd() {
        return Arg.flags(Fcntl.F_SETFD, "F_SETFD");
    }

    private static void addExec(TapeBuilder prelude, String tapeNumber) {
        Fd image = StubImage.get().file();
        prelude.call(
                        "execute",
                        "the stub image",
                        Syscall.EXECVEAT,
                        Arg.fd(image),
                        Arg.text(""),
                        new Arg.Pointers(List.of(tapeNumber)),
                        new Arg.Pointers(List.of()),
                        Arg.flags(Fcntl.AT_EMPTY_PATH, "AT_EMPTY_PATH"))
                .retryInterrupted();
    }

    private static void writeTape(Tape tape, Fd memory) throws LinuxException {
        try (TapeMemory m = TapeMemory.borrow(TapeLayout.size(tape))) {
            int size = TapeLayout.write(tape, m.buffer(), StubImage.TAPE_BASE);
            ListenerSlot.writePatience(m.buffer());
            writeAll(memory, m.buffer(), size);
        }
    }

    static void writeAll(Fd memory, NativeBuffer content, int size) throws LinuxException {
        int written = 0;
        while (written < size) {
            long n = RawSyscall.call(Syscall.WRITE, memory.number(), content.address() + written, size - written);
            written += (int) Result.check(n, "write", memory.label());
        }
        content.keepAlive();
    }

    private static void open(Fd gate) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long n;
            do n = RawSyscall.call(Syscall.WRITE, gate.number(), s.address(), 1);
            while (Result.is(n, Errno.EINTR));
            // EPIPE: the child has ended before the gate; its header says why
            if (!Result.is(n, Errno.EPIPE)) Result.check(n, "write", gate.label());
        }
    }

    /** Waits until the child says something, or false: it has nothing more to say. */
    private static boolean awaitByte(Fd alive) {
        try (Scratch s = Scratch.borrow()) {
            long n;
            do n = RawSyscall.call(Syscall.READ, alive.number(), s.address(), 1);
            while (Result.is(n, Errno.EINTR));
            return n > 0;
        }
    }

    /** @throws LinuxException when it is not known; then its descriptor is still open */
    private static Child begun(Tape tape, Fd memory, Script script, Child child) throws TapeFailure, LinuxException {
        Slot forked = script.forked();
        int index;
        int errno;
        try (Scratch s = Scratch.borrow()) {
            long n = RawSyscall.call(Syscall.PREAD64, memory.number(), s.address(), TapeLayout.STACK, 0);
            Result.check(n, "read", memory.label());
            index = TapeLayout.indexOf(s.buffer().getLong(TapeLayout.CURRENT), StubImage.TAPE_BASE);
            errno = (int) s.buffer().getLong(TapeLayout.FAILED_ERRNO);
        }
        long pid = forkedPid(tape, memory, forked, 0);
        if (pid <= 0) {
            Launcher.checkStarted(tape, index, errno, child.pidFd(), script.held());
            checkBeside(tape, memory, child.pidFd());
            return child;
        }
        // nobody else waits for this one, so the pid is its own until we do
        PidFd second = PidFd.open(pid);
        // the first child has forked the second one, which is ours too (CLONE_PARENT), and ends
        WaitId.block(child.pidFd());
        child.pidFd().close();
        Launcher.checkStarted(tape, index, errno, second, script.held());
        checkBeside(tape, memory, second);
        return new Child(pid, second);
    }

    private static void checkBeside(Tape tape, Fd memory, PidFd init) throws TapeFailure {
        Slot beside = tape.beside();
        if (beside == null) return;
        long[] words = words(tape, memory);
        if (words.length > 0) Launcher.checkBeside(tape, words[beside.index + 1], StubImage.TAPE_BASE, init);
    }
}
