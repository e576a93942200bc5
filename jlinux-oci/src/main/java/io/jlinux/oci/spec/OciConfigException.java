package io.jlinux.oci.spec;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A {@code config.json} that breaks a rule. The message reads
 * {@code /process/user/uid: must be an integer from 0 to 4294967294, is "x"}.
 *
 * <p>Text that is not JSON at all has an empty {@link #pointer()}, and a {@link #line()} and {@link #column()}.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/runtime.md#errors">runtime.md: Errors</a>
 */
public final class OciConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final String problem;
    private final int line;
    private final int column;

    /**
     * A value that breaks a rule.
     *
     * @param pointer the JSON pointer (RFC 6901) of the value or of the missing property; empty for the document
     * @param problem what is wrong, without the pointer
     */
    public OciConfigException(String pointer, String problem) {
        super((pointer.isEmpty() ? "config" : pointer) + ": " + problem);
        this.pointer = pointer;
        this.problem = problem;
        this.line = 0;
        this.column = 0;
    }

    /** Text that is not JSON. */
    OciConfigException(int line, int column, String problem, @Nullable Throwable cause) {
        super("config is not valid JSON: line " + line + ", column " + column + ": " + problem, cause);
        this.pointer = "";
        this.problem = problem;
        this.line = line;
        this.column = column;
    }

    /** The JSON pointer of what is wrong, such as {@code /linux/namespaces/2/type}; empty for the whole document. */
    public String pointer() {
        return pointer;
    }

    /** What is wrong, without the pointer. */
    public String problem() {
        return problem;
    }

    /** The line of a syntax error, from 1; empty for all other errors. */
    public OptionalInt line() {
        return line == 0 ? OptionalInt.empty() : OptionalInt.of(line);
    }

    /** The column of a syntax error, from 1; empty for all other errors. */
    public OptionalInt column() {
        return line == 0 ? OptionalInt.empty() : OptionalInt.of(column);
    }
}
