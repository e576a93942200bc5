/**
 * Networks for containers in one call: a bridge, links, addresses, routes, names, address translation and forwarded ports, and
 * all of it undone in the end.
 *
 * <pre>{@code
 * try (ContainerNetwork network = ContainerNetwork.bridge("jl0", Cidr.of("10.7.0.0/24"));
 *      Attachment web = network.attach(box, AttachOptions.of("web-1").forward(ForwardedPort.of("8080:80")))) {
 *     // the container is web.addresses() on the bridge, reaches the outside, and is reached at port 8080 of this host
 * }
 * }</pre>
 *
 * <p>The first call: {@link io.jlinux.net.container.ContainerNetwork#bridge}, of an ordinary user {@link
 * io.jlinux.net.container.ContainerNetwork#rootless}. When something does not work: {@link
 * io.jlinux.net.container.NetworkDoctor}. When not: for links between namespaces without all that, {@link io.jlinux.net.Veth}.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.net.container;
