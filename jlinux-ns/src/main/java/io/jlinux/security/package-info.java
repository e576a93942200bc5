/**
 * What a process may do: capabilities and resource limits, as values.
 *
 * <p>First call: {@link io.jlinux.security.CapabilitySets#none()}.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.security;
