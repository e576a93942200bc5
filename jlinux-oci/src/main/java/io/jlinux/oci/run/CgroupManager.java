package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciConfig;
import java.io.IOException;

/** Who makes the cgroup of a container: this JVM, or systemd. For one container; not thread-safe. */
public interface CgroupManager extends AutoCloseable {
    /** The one that makes directories. */
    CgroupManager FILES = new CgroupManager() {
        @Override
        public PlannedCgroup plan(OciConfig config, String id) throws IOException {
            return PlannedCgroup.of(config, id);
        }

        @Override
        public ContainerCgroup create(OciConfig config, String id) throws IOException {
            return ContainerCgroup.create(config, id);
        }

        @Override
        public void close() {}
    };

    /** What will be made, to be written down before it is. */
    PlannedCgroup plan(OciConfig config, String id) throws IOException;

    /** Makes it; owned by the caller. */
    ContainerCgroup create(OciConfig config, String id) throws IOException;

    @Override
    void close();
}
