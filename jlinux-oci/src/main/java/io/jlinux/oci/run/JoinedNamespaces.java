package io.jlinux.oci.run;

import io.jlinux.ns.NamespaceHandle;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The namespaces that a config gives by path, open while the container starts. */
public final class JoinedNamespaces implements AutoCloseable {
    private final List<NamespaceHandle> handles = new ArrayList<>();

    private JoinedNamespaces() {}

    /**
     * Opens them.
     *
     * @throws LinuxException when a path is no namespace of its type
     */
    public static JoinedNamespaces open(OciConfig config) throws LinuxException {
        JoinedNamespaces joined = new JoinedNamespaces();
        try {
            for (OciNamespace namespace : config.linux().namespaces()) {
                if (namespace.path().isEmpty()) continue;
                Path path = Path.of(namespace.path().get());
                joined.handles.add(namespace.type().open(path));
            }
            return joined;
        } catch (LinuxException | RuntimeException e) {
            joined.close();
            throw e;
        }
    }

    public void join(Spawn spawn) {
        spawn.join(handles.toArray(NamespaceHandle[]::new));
    }

    @Override
    public void close() {
        handles.forEach(NamespaceHandle::close);
    }
}
