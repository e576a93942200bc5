package io.jlinux.cgroup;

/**
 * What a v2 cgroup may hold; {@code cgroup.type}.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#threads">Threads</a>
 */
public enum CgroupType {
    /** The root of the hierarchy, which has no type. */
    ROOT(""),
    /** A normal one: whole processes. */
    DOMAIN("domain"),
    /** The top of a threaded subtree: its processes may spread their threads over the cgroups below. */
    DOMAIN_THREADED("domain threaded"),
    /** Below a threaded subtree's top, and not threaded itself: nothing may be in it until it is made so. */
    DOMAIN_INVALID("domain invalid"),
    /** Single threads of the processes of the {@link #DOMAIN_THREADED} cgroup above. */
    THREADED("threaded");

    private final String kernelName;

    CgroupType(String kernelName) {
        this.kernelName = kernelName;
    }

    /** As the file has it. */
    public String kernelName() {
        return kernelName;
    }

    static CgroupType parse(String text) {
        for (CgroupType t : values()) {
            if (t.kernelName.equals(text.strip())) return t;
        }
        throw new IllegalArgumentException("not a type of cgroup: '" + text.strip() + "'");
    }
}
