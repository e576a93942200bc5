package io.jlinux.examples.runc;

import io.jlinux.oci.spec.OciStateException;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** An error as one line. */
final class Message {
    private Message() {}

    static String of(Throwable e) {
        if (e instanceof NoSuchFileException missing) return missing.getFile() + ": no such file or directory";
        if (e instanceof AccessDeniedException denied) return denied.getFile() + ": permission denied";
        String message = e.getMessage();
        String text = message == null || message.isEmpty() ? e.getClass().getSimpleName() : message;
        // engines look for these words
        if (isMissingContainer(e)) text = "container does not exist: " + text;
        else if (e instanceof OciStateException state && state.from() == OciStatus.STOPPED)
            text = "container not running: " + text;
        return text.replace('\n', ' ').strip();
    }

    private static boolean isMissingContainer(Throwable e) {
        return e instanceof LinuxException l
                && l.errno() == Errno.ENOENT
                && l.operation().equals("find container"); // hints of other errors speak of containers, too
    }
}
