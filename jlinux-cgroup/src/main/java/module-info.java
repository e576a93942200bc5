/** Control groups, on cgroup v2, v1 and hybrid hosts; start at {@link io.jlinux.cgroup}. */
@org.jspecify.annotations.NullMarked
module io.jlinux.cgroup {
    requires transitive io.jlinux.ns;
    requires org.slf4j;
    requires static transitive org.jspecify;
    requires static micrometer.core; // of io.jlinux.cgroup.metrics; not transitive, so that it may be missing
    requires static org.freedesktop.dbus; // of io.jlinux.cgroup.systemd

    exports io.jlinux.cgroup;
    exports io.jlinux.cgroup.metrics;
    exports io.jlinux.cgroup.stat;
    exports io.jlinux.cgroup.systemd;

    opens io.jlinux.cgroup.systemd.bus to
            org.freedesktop.dbus; // makes proxies, and reads structures

    provides io.jlinux.doctor.Examiner with
            io.jlinux.cgroup.CgroupExaminer;
}
