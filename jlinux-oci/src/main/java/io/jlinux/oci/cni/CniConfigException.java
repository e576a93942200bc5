package io.jlinux.oci.cni;

/**
 * A network configuration, a cached attachment or a plugin's result that breaks a rule. The message reads
 * {@code /etc/cni/net.d/10-pod.conflist: /plugins/0/type: is required}.
 *
 * @see <a href="https://www.cni.dev/docs/spec/#section-1-network-configuration-format">the format</a>
 */
public final class CniConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String source;
    private final String pointer;
    private final String problem;

    /**
     * A value that breaks a rule.
     *
     * @param source the file, or what else the JSON is
     * @param pointer the JSON pointer (RFC 6901) of the value or of the missing property; empty for the document
     * @param problem what is wrong, without the pointer
     */
    public CniConfigException(String source, String pointer, String problem) {
        super(source + ": " + (pointer.isEmpty() ? "" : pointer + ": ") + problem);
        this.source = source;
        this.pointer = pointer;
        this.problem = problem;
    }

    /** The file, or what else the JSON is. */
    public String source() {
        return source;
    }

    /** The JSON pointer of what is wrong; empty for the whole document. */
    public String pointer() {
        return pointer;
    }

    /** What is wrong, without the pointer. */
    public String problem() {
        return problem;
    }
}
