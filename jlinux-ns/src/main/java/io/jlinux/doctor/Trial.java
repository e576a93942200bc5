package io.jlinux.doctor;

import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.SpawnException;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Tries a start without running anything: its program does not exist. Where the start gets so far that only the program is
 * missing, everything before it worked; and nothing of it is left.
 */
final class Trial {
    private static final String NOWHERE = "/proc/jlinux-doctor/no-such-program";

    private Trial() {}

    /** Why a start like this fails, or empty where it would work. */
    static Optional<LinuxException> refusal(UnaryOperator<Spawn> asked) {
        Spawn spawn = Spawn.command(NOWHERE)
                .clearEnvironment()
                .stdin(Stdio.devNull())
                .stdout(Stdio.devNull())
                .stderr(Stdio.devNull());
        try (LinuxProcess p = asked.apply(spawn).start()) {
            throw new IllegalStateException(p + " runs a program that does not exist");
        } catch (SpawnException e) {
            boolean reached = e.operation().equals("execute") && e.errno() == Errno.ENOENT;
            return reached ? Optional.empty() : Optional.of(e);
        } catch (LinuxException e) {
            return Optional.of(e);
        } catch (IOException e) {
            return Optional.of(new LinuxException("start", "", Errno.EIO.number(), e.toString(), null));
        }
    }

    /** The error without its hint. */
    static String text(LinuxException e) {
        String message = String.valueOf(e.getMessage());
        int hint = message.indexOf(". Hint: ");
        return hint < 0 ? message : message.substring(0, hint);
    }
}
