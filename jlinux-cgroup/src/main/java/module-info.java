/** Control groups, on cgroup v2, v1 and hybrid hosts; start at {@link io.jlinux.cgroup}. */
@org.jspecify.annotations.NullMarked
module io.jlinux.cgroup {
    requires transitive io.jlinux.ns;
    requires org.slf4j;
    requires static transitive org.jspecify;
    requires static transitive micrometer.core; // of io.jlinux.cgroup.metrics only

    exports io.jlinux.cgroup;
    exports io.jlinux.cgroup.metrics;
    exports io.jlinux.cgroup.stat;
}
