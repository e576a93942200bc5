package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciProcess;
import java.util.Optional;

/**
 * What a further process of a container has of the container's own, where it does not say it itself: what confines it, and how it is
 * scheduled. Whom it runs as, its directory, environment and noNewPrivileges are its own. As in runc, which has the limits of resources of
 * the container only where it is given no process at all. A pure function.
 */
public final class ExecDefaults {
    private ExecDefaults() {}

    /** A process of the container, complete. */
    public static OciProcess complete(OciProcess program, OciConfig config) {
        if (config.process().isEmpty()) return program;
        OciProcess own = config.process().get();
        OciProcess.Builder builder = program.toBuilder();
        missing(program.capabilities(), own.capabilities()).ifPresent(builder::capabilities);
        missing(program.apparmorProfile(), own.apparmorProfile()).ifPresent(builder::apparmorProfile);
        missing(program.selinuxLabel(), own.selinuxLabel()).ifPresent(builder::selinuxLabel);
        missing(program.scheduler(), own.scheduler()).ifPresent(builder::scheduler);
        missing(program.ioPriority(), own.ioPriority()).ifPresent(builder::ioPriority);
        missing(program.execCpuAffinity(), own.execCpuAffinity()).ifPresent(builder::execCpuAffinity);
        if (program.rlimits().isEmpty()) builder.rlimits(own.rlimits());
        if (program.oomScoreAdj().isEmpty()) own.oomScoreAdj().ifPresent(builder::oomScoreAdj);
        return builder.build();
    }

    private static <T> Optional<T> missing(Optional<T> said, Optional<T> own) {
        return said.isPresent() ? Optional.empty() : own;
    }
}
