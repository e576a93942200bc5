/**
 * Namespaces: the eight kinds, handles that keep one open, and scopes in which the current thread lives in another.
 *
 * <p>{@link io.jlinux.ns.NetworkNamespacePool} keeps network namespaces ready for processes that are to start fast.
 *
 * <p>First call: {@link io.jlinux.ns.Namespace#unshare} for a thread, {@link io.jlinux.ns.NamespaceHandle#call} for a lambda,
 * {@code Spawn.unshare} for a new process, {@link io.jlinux.ns.NamedNamespaces} for what {@code ip netns} does, {@link
 * io.jlinux.ns.NamespaceTable#read} for what {@code lsns} shows. Not for:
 * user namespaces of the JVM itself, which the kernel refuses to a multithreaded process; those begin with a child.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/namespaces.7.html">namespaces(7)</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.ns;
