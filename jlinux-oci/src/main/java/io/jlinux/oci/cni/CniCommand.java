package io.jlinux.oci.cni;

/**
 * What a plugin can be asked for.
 *
 * @see <a href="https://www.cni.dev/docs/spec/#cni-operations">operations</a>
 */
public enum CniCommand {
    ADD,
    CHECK,
    DEL,
    /** Since 1.1.0. */
    GC,
    /** Since 1.1.0. */
    STATUS,
    VERSION
}
