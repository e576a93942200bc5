package io.jlinux.oci.run;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.oci.spec.SysctlName;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The namespaces that a config gives by path, open while the container starts. */
public final class JoinedNamespaces implements AutoCloseable {
    private final List<NamespaceHandle> handles = new ArrayList<>();

    private JoinedNamespaces() {}

    /**
     * Opens them.
     *
     * @throws OciConfigException when a parameter of the kernel is to be set in one that is this JVM's own: it would be the host's
     * @throws LinuxException when a path is no namespace of its type
     */
    public static JoinedNamespaces open(OciConfig config) throws LinuxException {
        JoinedNamespaces joined = new JoinedNamespaces();
        try {
            for (OciNamespace namespace : config.linux().namespaces()) {
                if (namespace.path().isEmpty()) continue;
                Path path = Path.of(namespace.path().get());
                NamespaceHandle handle = namespace.type().open(path);
                joined.handles.add(handle);
                checkSysctls(config, namespace, handle);
            }
            return joined;
        } catch (LinuxException | RuntimeException e) {
            joined.close();
            throw e;
        }
    }

    private static void checkSysctls(OciConfig config, OciNamespace namespace, NamespaceHandle handle)
            throws LinuxException {
        Namespace type = namespace.type();
        Optional<String> key = config.linux().sysctl().keySet().stream()
                .filter(k -> SysctlName.parse(k)
                        .flatMap(SysctlName::namespace)
                        .filter(type::equals)
                        .isPresent())
                .findFirst();
        if (key.isEmpty()) return;
        try (NamespaceHandle own = type.open(Path.of("/proc/self/ns", type.procName()))) {
            if (!handle.sameAs(own)) return;
        }
        String pointer = "/linux/sysctl/" + key.get().replace("~", "~0").replace("/", "~1");
        throw new OciConfigException(
                pointer,
                "would be set on the host: " + namespace.path().orElseThrow() + " of /linux/namespaces is the "
                        + type.ociName() + " namespace of this process itself");
    }

    public void join(Spawn spawn) {
        spawn.join(handles.toArray(NamespaceHandle[]::new));
    }

    @Override
    public void close() {
        handles.forEach(NamespaceHandle::close);
    }
}
