package io.jlinux.examples.monitor;

import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/** The view in a terminal: keys change it, the clock brings new frames, a new size redraws it. */
final class Live {
    private static final int KEPT = 400;
    private static final int ESCAPE = 27;
    private static final long KEY_WAIT = 100;

    private final Terminal terminal;
    private final HierarchyReader reader;
    private final Consumer<Frame> recorder;
    private final Machine machine;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private double interval;
    private Sort sort;
    private boolean tree;
    private boolean paused;
    private int first;
    private volatile boolean ended;
    private volatile boolean resized = true;

    Live(
            Terminal terminal,
            HierarchyReader reader,
            Machine machine,
            Monitor.Options options,
            Consumer<Frame> recorder) {
        this.terminal = terminal;
        this.reader = reader;
        this.machine = machine;
        this.recorder = recorder;
        this.interval = options.interval;
        this.sort = options.sort;
        this.tree = !options.flat;
    }

    /** Until q is pressed, or the program is interrupted; the terminal is then as it was. */
    void run() throws IOException {
        Attributes before = terminal.enterRawMode();
        Terminal.SignalHandler interrupt = terminal.handle(Terminal.Signal.INT, s -> ended = true);
        Terminal.SignalHandler size = terminal.handle(Terminal.Signal.WINCH, s -> resized = true);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        try {
            loop(new Display(terminal, true));
        } finally {
            terminal.puts(Capability.cursor_visible);
            terminal.puts(Capability.exit_ca_mode);
            terminal.flush();
            terminal.setAttributes(before);
            terminal.handle(Terminal.Signal.INT, interrupt);
            terminal.handle(Terminal.Signal.WINCH, size);
        }
    }

    private void loop(Display display) throws IOException {
        long next = System.nanoTime();
        boolean changed = true;
        while (!ended) {
            if (System.nanoTime() - next >= 0) {
                changed |= frame();
                next = System.nanoTime() + (long) (interval * 1e9);
            }
            if (changed || resized) draw(display);
            changed = key();
        }
    }

    private boolean frame() throws LinuxException {
        if (paused) return false;
        Frame frame = reader.read();
        frames.add(frame);
        if (frames.size() > KEPT) frames.remove();
        recorder.accept(frame);
        return true;
    }

    private void draw(Display display) {
        Size size = terminal.getSize();
        if (resized) {
            resized = false;
            display.clear();
            display.resize(size);
        }
        View view = new View(machine, List.copyOf(frames), sort, tree, paused, first, interval);
        display.update(Screen.lines(view, size.getColumns(), size.getRows()), 0);
    }

    /** Waits a little for a key; returns whether something changed. */
    private boolean key() throws IOException {
        NonBlockingReader in = terminal.reader();
        int c = in.read(KEY_WAIT);
        if (c == NonBlockingReader.READ_EXPIRED) return false;
        if (c == ESCAPE) c = arrow(in);
        int rows = frames.isEmpty() ? 0 : frames.getLast().groups().size();
        switch (c) {
            case NonBlockingReader.EOF, 'q', 'Q', 3 -> ended = true;
            case 's' -> sort = sort.next();
            case 't' -> tree = !tree;
            case ' ' -> paused = !paused;
            case '+' -> interval = Math.min(60, interval * 2);
            case '-' -> interval = Math.max(0.25, interval / 2);
            case 'k', 'A' -> first = Math.max(0, first - 1);
            case 'j', 'B' -> first = Math.min(rows, first + 1);
            case 'g' -> first = 0;
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The letter at the end of the sequence of an arrow key; 0 for anything else. */
    private static int arrow(NonBlockingReader in) throws IOException {
        int bracket = in.read(KEY_WAIT);
        return bracket == '[' || bracket == 'O' ? in.read(KEY_WAIT) : 0;
    }
}
