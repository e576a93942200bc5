package io.jlinux.cgroup.v1;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.file.Waiting;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.time.Duration;

/** The freezer controller of v1. */
public final class V1Freezer {
    private static final String STATE = "freezer.state";

    private V1Freezer() {}

    /**
     * Freezes and waits until every task stands still.
     *
     * @throws LinuxException {@code ETIMEDOUT} when one does not within {@code atMost}; it is then thawed again
     */
    public static void freeze(CgroupDir dir, Duration atMost) throws LinuxException {
        Waiting waiting = Waiting.atMost(atMost);
        while (true) {
            dir.write(STATE, "FROZEN"); // a task that forked meanwhile is only caught by another write
            if (dir.read(STATE).orElse("").strip().equals("FROZEN")) return;
            if (waiting.isOver()) break;
            waiting.pause();
        }
        thaw(dir);
        throw new LinuxException("freeze", dir.toString(), Errno.ETIMEDOUT.number(), "thawed again", null);
    }

    public static void thaw(CgroupDir dir) throws LinuxException {
        dir.write(STATE, "THAWED");
    }
}
