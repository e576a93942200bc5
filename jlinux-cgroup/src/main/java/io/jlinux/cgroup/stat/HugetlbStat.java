package io.jlinux.cgroup.stat;

import java.util.OptionalLong;

/**
 * The huge pages of one size that a cgroup uses.
 *
 * @param current bytes in use; {@code hugetlb.2MB.current}
 * @param reserved bytes reserved; {@code hugetlb.2MB.rsvd.current} (Linux 5.7)
 * @param maxEvents how often the limit was met; {@code hugetlb.2MB.events}, v1 {@code failcnt}
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#hugetlb-interface-files">HugeTLB Interface Files</a>
 */
public record HugetlbStat(OptionalLong current, OptionalLong reserved, OptionalLong maxEvents) {}
