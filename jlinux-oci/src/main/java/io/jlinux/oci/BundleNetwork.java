package io.jlinux.oci;

import io.jlinux.net.container.AttachOptions;
import io.jlinux.net.container.ContainerNetwork;
import java.util.Optional;

/**
 * What the containers of a bundle are attached to.
 *
 * @param network stays the caller's
 * @param options the same for each of them; empty: only its hostname is told
 */
record BundleNetwork(ContainerNetwork network, Optional<AttachOptions> options) {}
