/**
 * Addresses from a pool, with leases that survive the JVM and end with who holds them.
 *
 * <pre>{@code
 * AddressPool pool = AddressPool.of(Cidr.of("10.7.0.0/24")).exclude(IpRange.between("10.7.0.2", "10.7.0.9"));
 * Ipam ipam = Ipam.open(Path.of("/run/my-runtime/jl0"), pool);
 * Lease lease = ipam.allocate(LeaseOwner.namespace(box), "web-1");
 * }</pre>
 *
 * <p>The first call: {@link io.jlinux.net.ipam.Ipam#open}. When not: {@code ContainerNetwork} does this by itself.
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.net.ipam;
