package io.jlinux.oci.spec;

/**
 * The size of the terminal in characters; only used when {@code process.terminal} is set.
 *
 * @param height rows, 0 to 65535
 * @param width columns, 0 to 65535
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#process">config.md: Process</a>
 */
public record OciConsoleSize(int height, int width) {}
