package io.jlinux.spawn;

import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.ProcessNamespaces;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All of a {@link SpawnSpec} that decides its tape, apart from what {@link PlanCache} puts in for each start: the command, the descriptors, the
 * place in the cgroups. Of what is opened or belongs to somebody only the kind is in it, so that it keeps nothing alive. A value; later changes
 * of the spec do not reach it.
 */
final class SpawnKey {
    private final @Nullable Object[] parts;
    private final int hash;

    SpawnKey(SpawnSpec s) {
        Map<String, String> env = s.env;
        ProcessNamespaces process = s.joinProcess;
        parts = new @Nullable Object[] {
            s.program,
            env == null ? null : inOrder(env),
            s.directory,
            s.createDirectory,
            s.stdin.getClass(),
            s.stdout.getClass(),
            s.stderr.getClass(),
            s.unshare.isEmpty() ? Set.of() : EnumSet.copyOf(s.unshare),
            kinds(s.join),
            process == null ? null : process.kinds(),
            s.networkPool != null,
            s.loopbackIsUp(),
            s.idMap,
            s.limits,
            s.rootfs,
            s.readOnlyRoot,
            s.noPivot,
            s.rootPropagation,
            List.copyOf(s.mounts),
            List.copyOf(s.devices),
            List.copyOf(s.symlinks),
            List.copyOf(s.masked),
            List.copyOf(s.readOnly),
            s.hostname,
            s.domainname,
            inOrder(s.sysctls),
            s.loopbackUp,
            s.user,
            s.capabilities,
            s.noNewPrivileges,
            s.seccomp,
            s.securebits,
            s.newKeyring,
            s.keyring,
            s.personality,
            s.denyWriteExecute,
            s.ownImage,
            s.leavesStatus,
            s.landlock,
            s.landlockAbi,
            s.affinity,
            s.memoryPolicy,
            s.ownCores,
            s.coresOf,
            s.timerSlack,
            s.umask,
            List.copyOf(s.rlimits),
            s.oomScoreAdj,
            s.newSession,
            s.parentDeathSignal,
            s.features
        };
        hash = Arrays.hashCode(parts);
    }

    /** Names and values as they are now and in their order, which the child keeps. */
    private static List<List<String>> inOrder(Map<String, String> map) {
        return List.of(List.copyOf(map.keySet()), List.copyOf(map.values()));
    }

    private static List<Namespace> kinds(List<NamespaceHandle> handles) {
        return handles.stream().map(NamespaceHandle::kind).toList();
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof SpawnKey k && hash == k.hash && Arrays.equals(parts, k.parts);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
