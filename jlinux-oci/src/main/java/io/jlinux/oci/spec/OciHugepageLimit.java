package io.jlinux.oci.spec;

/**
 * A limit of the {@code hugetlb} controller.
 *
 * @param pageSize {@code 64KB}, {@code 2MB}, {@code 1GB} …, base 1024
 * @param limit bytes: an unsigned 64-bit number as its bits
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#huge-page-limits">config-linux.md: Huge page limits</a>
 */
public record OciHugepageLimit(String pageSize, long limit) {}
