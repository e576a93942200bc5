package io.jlinux.oci.cni;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A network plugin refused something, could not be run, did not end, or printed what is no result. The message reads
 * {@code CNI ADD podnet bridge web-1: failed to allocate (code 999): … Hint: …}.
 *
 * @see <a href="https://www.cni.dev/docs/spec/#error">errors</a>
 */
public final class CniException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String operation;
    private final String plugin;
    private final int code;
    private final String problem;
    private final String details;
    private final @Nullable String hint;

    /**
     * An error.
     *
     * @param operation such as {@code CNI ADD podnet web-1}
     * @param plugin the plugin's type; empty where it is none's
     * @param code the plugin's number for it; 0 where it has none
     * @param problem what is wrong
     * @param details more of it; may be empty
     */
    CniException(String operation, String plugin, int code, String problem, String details, @Nullable Throwable cause) {
        this(operation, plugin, code, problem, details, CniHints.of(plugin, code, problem + " " + details), cause);
    }

    /** As above, with a hint that the caller knows better. */
    CniException(
            String operation,
            String plugin,
            int code,
            String problem,
            String details,
            @Nullable String hint,
            @Nullable Throwable cause) {
        super(message(operation, plugin, code, problem, details, hint), cause);
        this.operation = operation;
        this.plugin = plugin;
        this.code = code;
        this.problem = problem;
        this.details = details;
        this.hint = hint;
    }

    /** An error for a plugin of one's own to print: {@link #toJson}. */
    public static CniException of(CniErrorCode code, String problem, String details) {
        return new CniException("CNI", "", code.number(), problem, details, null);
    }

    private static String message(
            String operation, String plugin, int code, String problem, String details, @Nullable String hint) {
        StringBuilder s = new StringBuilder(operation);
        if (!plugin.isEmpty()) s.append(": ").append(plugin);
        s.append(": ").append(problem);
        if (code != 0) s.append(" (code ").append(code).append(')');
        if (!details.isEmpty()) s.append(": ").append(details);
        if (hint != null) s.append(". Hint: ").append(hint);
        return s.toString();
    }

    /** What was being done, such as {@code CNI ADD podnet web-1 eth0}. */
    public String operation() {
        return operation;
    }

    /** The type of the plugin; empty where it is none's. */
    public String plugin() {
        return plugin;
    }

    /** The plugin's number for it; empty where it gave none. */
    public OptionalInt code() {
        return code == 0 ? OptionalInt.empty() : OptionalInt.of(code);
    }

    /** The same as a name, where the specification has one. */
    public Optional<CniErrorCode> errorCode() {
        return CniErrorCode.of(code);
    }

    /** What is wrong: the plugin's {@code msg}. */
    public String problem() {
        return problem;
    }

    /** The plugin's {@code details}, or what it wrote to stderr; may be empty. */
    public String details() {
        return details;
    }

    /** What can be done about it, or null where nothing is known. */
    public @Nullable String hint() {
        return hint;
    }

    /** As a plugin prints it on stdout before it exits with 1. */
    public String toJson(CniVersion version) {
        ObjectNode error = CniJson.NODES.objectNode();
        error.put("cniVersion", version.toString());
        error.put("code", code == 0 ? 100 : code);
        error.put("msg", problem);
        if (!details.isEmpty()) error.put("details", details);
        return CniJson.write(error);
    }
}
