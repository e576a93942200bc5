package io.jlinux.oci.spec;

import java.util.OptionalLong;

/**
 * Limits of the {@code rdma} controller for one device; at least one is there.
 *
 * @param hcaHandles the most HCA handles
 * @param hcaObjects the most HCA objects
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#rdma">config-linux.md: RDMA</a>
 */
public record OciRdma(OptionalLong hcaHandles, OptionalLong hcaObjects) {}
