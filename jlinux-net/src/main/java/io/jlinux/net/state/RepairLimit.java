package io.jlinux.net.state;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often something that others change is made again: 20 times in ten seconds. Two programs that undo each other would else do so
 * for ever. Not thread-safe.
 */
public final class RepairLimit {
    private static final Logger LOG = LoggerFactory.getLogger(RepairLimit.class);
    static final int REPAIRS = 20;
    static final long WINDOW_NANOS = 10_000_000_000L;

    private final String what;
    private final LongSupplier clock;
    private long windowStart;
    private int repairs;

    /** Of {@code what}, as the log names it. */
    public RepairLimit(String what) {
        this(what, System::nanoTime);
    }

    RepairLimit(String what, LongSupplier clock) {
        this.what = what;
        this.clock = clock;
    }

    /** Counts one repair more, and says whether it is to be made; the first that is not is logged. */
    public boolean allowsOneMore() {
        long now = clock.getAsLong();
        if (repairs == 0 || now - windowStart > WINDOW_NANOS) {
            windowStart = now;
            repairs = 0;
        }
        repairs++;
        if (repairs == REPAIRS + 1) LOG.warn("{} is changed by others again and again: left as it is", what);
        return repairs <= REPAIRS;
    }
}
