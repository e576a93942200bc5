package io.jlinux.net.container;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceInfo;
import io.jlinux.ns.NamespaceTable;
import io.jlinux.sys.DirectoryEntries;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The namespaces that a directory knows, each with what is {@link Abandoned} in it. */
final class AbandonedNamespaces {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private AbandonedNamespaces() {}

    /** In the standard directory where none is given. */
    static List<String> collect(Optional<Path> given) throws IOException {
        List<String> done = new ArrayList<>();
        for (long id : ids(given.isPresent() ? given.get() : StateDirectory.standard())) {
            try (NamespaceHandle host = find(id)) {
                // nobody is in it any more, and what was in it is gone
                if (host == null) continue;
                done.addAll(new Abandoned(HostRegistry.of(given, host), host).collect(PATIENCE));
            }
        }
        return done;
    }

    private static List<Long> ids(Path root) throws IOException {
        List<Long> ids = new ArrayList<>();
        try {
            for (Path entry : DirectoryEntries.of(root)) {
                String name = String.valueOf(entry.getFileName());
                if (name.matches("[0-9]{1,18}")) ids.add(Long.parseLong(name));
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return ids;
    }

    private static @Nullable NamespaceHandle find(long id) throws LinuxException {
        NamespaceHandle here = Namespace.NET.current();
        if (here.id() == id) return here;
        here.close();
        for (NamespaceInfo info : NamespaceTable.readThreads().of(Namespace.NET)) {
            if (info.id() == id) return info.open();
        }
        return null;
    }
}
