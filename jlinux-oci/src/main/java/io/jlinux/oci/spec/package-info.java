/**
 * The OCI runtime's {@code config.json} as immutable records: read, checked, changed and written; no kernel, no root.
 *
 * <p>First call: {@link io.jlinux.oci.spec.ConfigReader#read(java.nio.file.Path)}, or
 * {@link io.jlinux.oci.spec.OciConfig#template()} to start one in Java. The records follow runtime-spec 1.3 property
 * by property; {@link io.jlinux.oci.spec.Unsupported} tells which of them are refused, and why.
 *
 * <p>Conventions:
 *
 * <ul>
 *   <li>Absent is not zero: optional numbers are {@code OptionalInt}/{@code OptionalLong}, and absent means "leave the
 *       kernel's value". A JSON {@code null} is absent; so is an empty string where only a non-empty one has a
 *       meaning (hostname, a mount's type, a namespace's path …), as every Go writer of the format assumes.
 *   <li>Where an empty object means the same as none ({@code linux}, {@code hooks}, {@code resources}), the record is
 *       not optional but has a constant {@code NONE}. {@code process.capabilities} is optional: none and empty differ.
 *   <li>All rules are in one place, the reader. A config made in Java is checked by {@link
 *       io.jlinux.oci.spec.OciConfig#validated()}, which writes and reads it.
 *   <li>Unknown properties are ignored (the spec demands it) and reported as warnings; unknown values are errors.
 * </ul>
 *
 * <p>Not for: OCI image manifests, or running anything (that is {@code io.jlinux.oci}).
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md">runtime-spec: config.md</a>
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md">config-linux.md</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.oci.spec;
