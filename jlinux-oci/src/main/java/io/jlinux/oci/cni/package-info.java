/**
 * The Container Network Interface: runs the network plugins that are installed on a host, as podman, CRI-O and containerd do, from
 * the same configuration files.
 *
 * <pre>{@code
 * CniNetwork network = CniConfigDirectory.standard().network("podnet");
 * CniAttachment web = CniAttachment.of("web-1", Path.of("/run/netns/web"))
 *         .with(CniCapabilities.NONE.portMapping(PortMapping.tcp(8080, 80)));
 * Cni cni = Cni.create(CniOptions.standard());
 * CniResult result = cni.add(network, web);      // or nothing of it: what fails half-way is undone
 * cni.check(network, web);
 * cni.del(network, web);                         // here or in another JVM: the cache is on disk
 * }</pre>
 *
 * <p>The first call: {@link io.jlinux.oci.cni.Cni#add}. The other side, a plugin written in Java, begins with {@link
 * io.jlinux.oci.cni.CniRequest}.
 *
 * <p>When not: for a bridge, addresses and port forwards of one's own, {@link io.jlinux.net.container} does it without any plugin, and about a
 * hundred times faster.
 *
 * @see <a href="https://www.cni.dev/docs/spec/">the CNI specification</a>
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.oci.cni;
