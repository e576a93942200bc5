/** Ready-made sandboxes; start at {@link io.jlinux.sandbox}. */
@org.jspecify.annotations.NullMarked
module io.jlinux.sandbox {
    requires transitive io.jlinux.ns;
    requires transitive io.jlinux.cgroup;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.jlinux.sandbox;
}
