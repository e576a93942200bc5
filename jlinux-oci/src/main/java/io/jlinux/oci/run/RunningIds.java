package io.jlinux.oci.run;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ids of this JVM's containers, each in use until its container is closed. Those of others show by their cgroups, as far
 * as they have any.
 */
public final class RunningIds {
    private static final Set<String> IDS = ConcurrentHashMap.newKeySet();

    private RunningIds() {}

    /**
     * Takes an id.
     *
     * @throws LinuxException {@code EEXIST} when it is in use
     */
    public static void take(String id) throws LinuxException {
        if (IDS.add(id)) return;
        throw new LinuxException(
                "start container", id, Errno.EEXIST.number(), null, "a container of this id runs, or was not closed");
    }

    public static void release(String id) {
        IDS.remove(id);
    }
}
