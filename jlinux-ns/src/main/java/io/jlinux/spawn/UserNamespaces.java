package io.jlinux.spawn;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.CloneRequest;
import io.jlinux.spawn.tape.ImageLauncher;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.spawn.tape.TapeFailure;
import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.util.List;

/** User namespaces without a process in them: only their map of ids matters. */
final class UserNamespaces {
    private static final int SIGCHLD = 17;

    /** Ends the child that has served its purpose. */
    private static final class Enough extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private UserNamespaces() {}

    /** A new one with this map. A child is born in it, waits while the map is written and the namespace opened, and ends. */
    static NamespaceHandle create(IdMap map, KernelFeatures features) throws IOException {
        NamespaceHandle[] opened = new NamespaceHandle[1];
        try (ImageLauncher.Channels channels = ImageLauncher.Channels.open(3)) {
            TapeBuilder tape = new TapeBuilder();
            Slot read = tape.slot("read");
            tape.call(
                            "wait for",
                            "the parent",
                            Syscall.READ,
                            Arg.fd(channels.gate()),
                            new Arg.Out(tape.slot("byte")),
                            Arg.num(1))
                    .into(read)
                    .retryInterrupted();
            tape.check("wait for", "the parent", Arg.ref(read), -1, 1, Errno.ECANCELED);
            CloneRequest request = new CloneRequest(features.clone3(), Namespace.USER.cloneFlag(), SIGCHLD, -1);
            ImageLauncher.play(new TapeBuilder(), tape, -1, request, channels, List.of(), null, pid -> {
                IdMapWriter.write(pid, map);
                opened[0] = Namespace.USER.open(pid);
                throw new Enough();
            });
            throw new IllegalStateException("the child was not to begin");
        } catch (Enough e) {
            return opened[0];
        } catch (TapeFailure e) {
            throw new LinuxException(e.step().operation(), e.step().target(), e.errno());
        }
    }
}
