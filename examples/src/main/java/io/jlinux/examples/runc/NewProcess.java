package io.jlinux.examples.runc;

import io.jlinux.oci.ContainerIo;
import io.jlinux.oci.ContainerOptions;
import io.jlinux.sys.Fd;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that {@code create}, {@code run} and {@code exec} share: what the new process gets from its caller. */
class NewProcess extends Help {
    private static final int FIRST = 3;

    @Option(names = "--console-socket", paramLabel = "SOCKET", description = "where the master of the terminal is sent")
    @Nullable
    Path consoleSocket;

    @Option(names = "--pidfd-socket", paramLabel = "SOCKET", description = "where a pidfd of the process is sent")
    @Nullable
    Path pidfdSocket;

    @Option(names = "--pid-file", paramLabel = "FILE", description = "where the pid is written")
    @Nullable
    Path pidFile;

    @Option(names = "--preserve-fds", paramLabel = "N", description = "how many descriptors beside stdio and LISTEN_FDS it gets")
    int preserveFds;

    /** As asked for; the descriptors are those that this process has inherited. */
    ContainerOptions options(ContainerIo io) {
        if (preserveFds < 0) throw new IllegalArgumentException("--preserve-fds is 0 or more, not " + preserveFds);
        int listening = listening();
        ContainerOptions options = ContainerOptions.of(io);
        List<Fd> sockets = new ArrayList<>();
        for (int i = 0; i < listening; i++) sockets.add(inherited(FIRST + i));
        for (int i = listening; i < listening + preserveFds; i++) options = options.pass(inherited(FIRST + i), FIRST + i);
        if (listening > 0) options = options.listen(sockets);
        if (consoleSocket != null) options = options.consoleSocket(consoleSocket);
        if (pidfdSocket != null) options = options.pidfdSocket(pidfdSocket);
        if (pidFile != null) options = options.pidFile(pidFile);
        return options;
    }

    private static Fd inherited(int number) {
        return Fd.adopt(number, "descriptor " + number);
    }

    /** Of systemd's socket activation, when it was meant for this process. */
    private static int listening() {
        String count = System.getenv("LISTEN_FDS");
        String pid = System.getenv("LISTEN_PID");
        if (count == null || (pid != null && !pid.equals(Long.toString(ProcessHandle.current().pid())))) return 0;
        return Integer.parseInt(count);
    }
}
