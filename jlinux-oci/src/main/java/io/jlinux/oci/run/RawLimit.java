package io.jlinux.oci.run;

import io.jlinux.cgroup.Controller;
import java.util.List;

/**
 * A limit that is more than one of {@link io.jlinux.cgroup.CgroupLimits}: one that only v1 has, or whose file depends on what the
 * kernel was built with. A value.
 *
 * @param pointer of the property that asks for it
 * @param controller whose directory the file is in
 * @param v1 what to write where the controller is on v1: the first whose file is there
 * @param v2 the same on v2; none: v2 has nothing like it
 * @param lacking what is said where none of the files is there; empty: it is left out then, because something else does it
 */
record RawLimit(String pointer, Controller controller, List<Write> v1, List<Write> v2, String lacking) {
    /** A value for a file of the cgroup. */
    record Write(String file, String value) {}

    RawLimit {
        v1 = List.copyOf(v1);
        v2 = List.copyOf(v2);
    }

    /** One that v2 does not have. */
    static RawLimit onV1(String pointer, Controller controller, String value, String lacking, String... files) {
        List<Write> writes =
                List.of(files).stream().map(file -> new Write(file, value)).toList();
        return new RawLimit(pointer, controller, writes, List.of(), lacking);
    }

    /** What to write, by the version that the controller is on. */
    List<Write> writes(int version) {
        return version == 1 ? v1 : v2;
    }
}
