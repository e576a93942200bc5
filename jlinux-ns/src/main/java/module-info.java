/** Syscalls, processes, namespaces and mounts: the ground floor of JLinux. */
@org.jspecify.annotations.NullMarked
module io.jlinux.ns {
    requires com.sun.jna;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.jlinux.sys;
    exports io.jlinux.mount;
    exports io.jlinux.sched;
    exports io.jlinux.security;
    exports io.jlinux.security.seccomp;
    exports io.jlinux.ns;
    exports io.jlinux.spawn;
    exports io.jlinux.doctor;
    exports io.jlinux.sys.raw to
            io.jlinux.cgroup,
            io.jlinux.sandbox,
            io.jlinux.net,
            io.jlinux.oci;

    uses io.jlinux.doctor.Examiner;
}
