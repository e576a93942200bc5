/** See {@link io.jlinux.oci}. */
@org.jspecify.annotations.NullMarked
module io.jlinux.oci {
    requires transitive io.jlinux.ns;
    requires transitive io.jlinux.cgroup;
    requires transitive io.jlinux.net;
    requires tools.jackson.databind;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.jlinux.oci;
    exports io.jlinux.oci.cni;
    exports io.jlinux.oci.spec;
}
